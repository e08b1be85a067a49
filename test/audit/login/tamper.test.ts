import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { wrongCodeTaken } from '../../../src/audit/login/check.js'
import type { NamedCheck } from '../../../src/audit/login/checks/checks.js'
import { loginChecks } from '../../../src/audit/login/checks/checks.js'
import { explainByCause } from '../../../src/audit/login/root-cause.js'
import { tamper } from '../../../src/audit/login/tamper.js'
import type { Finding } from '../../../src/report/report.js'

const [phone, other] = ['+13035552000', '+13035552001']
const base64 = (text: string) => Buffer.from(text).toString('base64')
const base64Url = (text: string) => Buffer.from(text).toString('base64url')

test.each([
  ['plain', phone, other],
  ['digits', 'user:13035552000', 'user:13035552001'],
  ['percent encoding', encodeURIComponent(`{"phone":"${phone}"}`), encodeURIComponent(`{"phone":"${other}"}`)],
  ['Base64', base64(`{"phone":"${phone}"}`), base64(`{"phone":"${other}"}`)],
  ['Base64 in percent encoding', encodeURIComponent(base64(`${phone}!!`)), encodeURIComponent(base64(`${other}!!`))],
  [
    'a JSON Web Token',
    `${base64Url('{"alg":"HS256"}')}.${base64Url(`{"sub":"${phone}"}`)}.c2lnbmF0dXJl`,
    `${base64Url('{"alg":"HS256"}')}.${base64Url(`{"sub":"${other}"}`)}.c2lnbmF0dXJl`,
  ],
  ['a random ID', 'Zk3v9wQpR7-a_bcd', 'Zk3v9wQpR7-a_bcd'],
  ['a malformed escape', '%zz', '%zz'],
])('the number is replaced in %s', (_, value, expected) => {
  expect(tamper(value, phone, other)).toBe(expected)
})

const find = (id: string) => loginChecks.find((named) => named.id === id) as NamedCheck

function explained(wrongCode: Partial<Finding>, id = 'only-accepted') {
  const finding = (rule: string, more: Partial<Finding>): [NamedCheck, Finding] => [
    find(rule),
    { kind: 'failed', rule, place: rule, sentence: 'It failed.', ...more },
  ]
  return explainByCause(find(id), new Map([finding('wrong-code', wrongCode), finding(id, { severity: 'high' })]))
}

test('while any code is taken, the checks that must fail then name the cause and are no findings', () => {
  expect(explained({ sentence: wrongCodeTaken })).toEqual({
    kind: 'skipped',
    rule: 'only-accepted',
    place: 'only-accepted',
    sentence: 'Fails in any case while wrong codes are accepted (It failed). Fix wrong-code first.',
  })
})

test('other findings stay as they are', () => {
  expect(explained({ sentence: wrongCodeTaken }, 'number-flood')).toMatchObject({ kind: 'failed' })
  expect(explained({ sentence: 'After one typing error the right code was refused.' })).toMatchObject({
    kind: 'failed',
  })
  expect(explained({ kind: 'passed', sentence: 'fine' })).toMatchObject({ kind: 'failed' })
  expect(explainByCause(find('code-race'), new Map())).toBeUndefined()
})
