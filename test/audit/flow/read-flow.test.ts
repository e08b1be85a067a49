import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readFlow } from '../../../src/audit/flow/read-flow.js'
import { root } from '../../../tools/documents.js'

const smallest = {
  base: 'http://127.0.0.1:3000',
  start: { path: '/login', json: { phone: '{{phone}}' } },
  check: { path: '/login/code', json: { code: '{{code}}' } },
  inside: { path: '/account' },
}
const read = (change: object) => () => readFlow({ ...smallest, ...change }, 'login.yaml')

test('the smallest flow is read unchanged', () => {
  expect(readFlow(smallest, 'login.yaml')).toEqual(smallest)
})

test.each(
  readdirSync(join(root, 'examples'), { recursive: true })
    .map(String)
    .filter((path) => /(^|\/)login\.yaml$/.test(path)),
)('the flow file examples/%s is valid', (path) => {
  const file = join(root, 'examples', path)
  expect(statSync(file).isFile()).toBe(true)
  expect(() => readFlow(parse(readFileSync(file, 'utf8')), path)).not.toThrow()
})

describe('a mistake is named with its place and a suggestion', () => {
  test.each([
    [{ strat: {} }, 'login.yaml: Unknown key "strat". Did you mean start?'],
    [
      { start: { path: '/login', json: { p: '{{phone}}' }, captures: {} } },
      'login.yaml: Unknown key "captures" in start. Did you mean capture?',
    ],
    [
      { inside: { path: '/a', expect: { stauts: 200 } } },
      'login.yaml: Unknown key "stauts" in inside.expect. Did you mean status?',
    ],
    [
      { visit: { path: '/a', capture: { csrf: { htm: 'input' } } } },
      'login.yaml: Unknown key "htm" in visit.capture.csrf. Did you mean html?',
    ],
    [{ start: { json: { p: '{{phone}}' } } }, 'login.yaml: path is missing in start. Example: path: /login'],
    [{ base: undefined }, 'login.yaml: base is missing. Example: base: http://127.0.0.1:3000'],
    [
      { start: { path: '/a', method: 'FETCH', form: { p: '{{phone}}' } } },
      'login.yaml: "FETCH" in start.method must be one of GET, POST, PUT, PATCH, DELETE.',
    ],
    [
      { base: 'localhost:3000' },
      'login.yaml: base must be an HTTP URL like http://127.0.0.1:3000, not "localhost:3000".',
    ],
    [{ start: { path: '/a' } }, 'login.yaml: start must contain "{{phone}}" where the phone number belongs.'],
    [{ check: { path: '/a' } }, 'login.yaml: check must contain "{{code}}" where the code belongs.'],
    [{ coolDown: 'soon' }, 'login.yaml: coolDown must be a duration like 500ms, 2s or 1m, not "soon".'],
    [{ patience: '25d' }, 'login.yaml: patience must be at most 24d, not "25d": no timer waits longer.'],
    [{ phone: '303555' }, 'login.yaml: "303555" in phone must match ^\\+[0-9#]{6,15}$.'],
  ])('%j', (change, message) => {
    expect(read(change)).toThrow(message)
  })

  test('without a way to tell who is in, the file is refused', () => {
    const { inside: _, ...without } = smallest
    expect(() => readFlow(without, 'login.yaml')).toThrow('the audit cannot tell whether a visitor is in')
    const check = { ...without.check, expect: { json: { '/verified': true } } }
    expect(readFlow({ ...without, check }, 'login.yaml').check).toEqual(check)
  })

  test.each([[null], ['text'], [[]]])('the content %j is not a mapping', (content) => {
    expect(() => readFlow(content, 'login.yaml')).toThrow('the file must contain a mapping of keys')
  })
})
