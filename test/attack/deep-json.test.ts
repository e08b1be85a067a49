import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { matchAnswer } from '../../src/contract/cases/match.js'
import { unfill } from '../../src/contract/cases/variables.js'
import { compareAnswers } from '../../src/contract/diff/answers.js'
import { compareAttempts } from '../../src/web/page/panels/compare.js'
import { mapJson, stringifyJson } from '../../src/wire/deep-json.js'
import { open, usePassing } from '../passthrough/pair.js'
import { parseMessage, useRawUpstream } from '../passthrough/sockets.js'
import { useApi } from '../support/emulator.js'
import { useFolder } from '../support/folder.js'
import { newRedactor, record } from './record.js'

const secret = 'qSecret7Zx'
const wrap = (depth: number, inside: string) => '{"a":['.repeat(depth) + inside + ']}'.repeat(depth)

/** Deep enough for a recursive generator to give up, and for `JSON.stringify` too. */
const depths = [1500, 30_000]

test.each(depths)('a body of %i levels keeps its structure and loses its secrets, wherever they are in it', (depth) => {
  const inside = JSON.stringify({ password: secret, list: [1, 'two', {}], phone_number: '+13035551234', ok: 'stays' })
  const recorded = record({
    request: wrap(depth, inside),
    answer: `{"deep":${wrap(depth, `"${secret}"`)},"note":${JSON.stringify(`<${secret}>`)},"password":${wrap(depth, '"other-secret"')}}`,
  })
  const [{ request, response }] = JSON.parse(recorded).log.entries
  expect(request.postData.text).toBe(
    wrap(
      depth,
      JSON.stringify({ password: 'REDACTED', list: [1, 'two', {}], phone_number: '+13125550100', ok: 'stays' }),
    ),
  )
  expect(response.content.text).toBe(
    `{"deep":${wrap(depth, '"REDACTED"')},"note":"<REDACTED>","password":${wrap(depth, '"REDACTED"')}}`,
  )
})

test('the work on a deep body has many breaks', () => {
  const steps = newRedactor().bodyInSteps(wrap(20_000, '1'), 'answer')
  let breaks = 0
  while (steps.next().done !== true) breaks++
  expect(breaks).toBeGreaterThan(300)
})

test('a deep body in passthrough is answered, compared and recorded', async () => {
  const deep = wrap(20_000, `{"api_key":"${secret}"}`)
  const answer = `{"data":{"id":"x","more":${deep}}}`
  const upstream = await useRawUpstream(({ socket, received }) => {
    void received
      .until((text) => text.includes('\r\n\r\n') && parseMessage(text).isWhole)
      .then(() =>
        socket.end(
          `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`,
        ),
      )
  })
  const folder = join(useFolder(), 'har')
  const warnings: string[] = []
  const passing = await usePassing(
    { upstream: upstream.url, ...open, record: folder },
    { onWarning: (said) => warnings.push(said) },
  )
  const reply = await fetch(`${passing.url}/verify_profiles`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: `{"name":"A","sms":{},"x":${deep}}`,
  })
  expect([reply.status, await reply.text()]).toEqual([200, answer])
  const report = await passing.fetch(`${passing.url.replace('/v2', '')}/_emulator/contract`)
  expect((await report.json()).skipped).toEqual({})
  await passing.close()
  const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.har'))
  const har = readFileSync(join(folder, file), 'utf8')
  const [{ request, response }] = JSON.parse(har).log.entries
  expect(request.postData.text).toContain('"api_key":"REDACTED"')
  expect(response.content.text).toContain('"api_key":"REDACTED"')
  expect(har + warnings.join('')).not.toContain(secret)
  expect(warnings).toEqual([])
})

test.each([40, 60, 800])('the journal masks a body of twice %i levels, and an assertion shows it', async (depth) => {
  const { post, emulator, get } = await useApi()
  const body = `{"name":"A","sms":{},"password":${wrap(depth, `"${secret}"`)},"x":${wrap(depth, `{"secrets":["${secret}"]}`)}}`
  expect(body.length).toBeLessThan(16 * 1024)
  expect((await post('/verify_profiles', body)).status).toBe(200)
  const { body: list } = await get('//_emulator/journal?limit=1')
  const text = JSON.stringify(list)
  expect(text).not.toContain(secret)
  const shown = list.entries[0].request.body
  expect(typeof shown).toBe(depth < 50 ? 'object' : 'string')
  expect((typeof shown === 'string' ? JSON.parse(shown) : shown).name).toBe('A')
  const missed = await post('//_emulator/journal/assert', { match: { request: { x: { a: 1 }, name: 'B' } } })
  expect([missed.status, JSON.stringify(missed.body)]).toEqual([422, expect.stringContaining('request.name: expected')])
  expect(JSON.stringify(missed.body)).not.toContain(secret)
  await emulator.journal.assert({ operation: 'CreateVerifyProfile', match: { request: { name: 'A' } } })
})

test('a body that was cut off loses everything below a secret name', async () => {
  const { post, get } = await useApi()
  const cut = `{"name":"A","secrets":{"a":"${secret}","b":[{"c":["${secret}"]}]},"token":[["${secret}"]],"filler":"${'x'.repeat(20_000)}`
  await post('/verify_profiles', cut)
  expect(JSON.stringify((await get('//_emulator/journal?limit=1')).body)).not.toContain(secret)
  expect(record({ request: cut, answer: `${cut}...` })).not.toContain(secret)
})

test('answers and attempts of any depth are compared', () => {
  const [one, other] = [1, 2].map((leaf) => JSON.parse(wrap(20_000, String(leaf))) as unknown)
  const answer = (body: unknown) => ({ status: 200, headers: {}, body })
  expect(compareAnswers(answer(one), answer(one))).toEqual([])
  expect(compareAnswers(answer(one), answer(other))).toMatchObject([{ what: 'value', a: '1', b: '2' }])
  expect(compareAnswers(answer(one), answer({}))).toMatchObject([{ place: 'body /a', what: 'missing' }])
  expect(matchAnswer({ rule: 'H1', body: { a: 'x' } }, answer(one))).toHaveLength(1)
  expect(stringifyJson(unfill(one, new Map([['number', '1']])))).toBe(wrap(20_000, '1'))
  const attempt = (body: string) => ({ url: '/', status: 200, request: { headers: {}, body } })
  const attempts = [wrap(3000, '1'), wrap(3000, '2')].map(attempt) as unknown as Parameters<typeof compareAttempts>
  expect(compareAttempts(...attempts)).toEqual([
    { place: expect.stringMatching(/^body \/a\/0/), left: '1', right: '2' },
  ])
})

test('JSON is rebuilt and written as it was read', () => {
  const same = { enter: () => () => null, toLeaf: (value: unknown) => value, toName: (name: string) => name }
  for (const text of [
    '[]',
    '{}',
    'null',
    '"x"',
    '[[],{},[{"a":[]}]]',
    '{"__proto__":{"x":[1,-0.5,true]},"":{"":[""]},"constructor":1}',
    '["\\u0000\\ud800\\u2028"]',
  ]) {
    const value = JSON.parse(text) as unknown
    expect(stringifyJson(mapJson(value, null, same))).toBe(JSON.stringify(value))
    const deep = `${'['.repeat(15_000)}${JSON.stringify(value)}${']'.repeat(15_000)}`
    expect(stringifyJson(JSON.parse(deep))).toBe(deep)
    expect(stringifyJson(mapJson(JSON.parse(deep), null, same))).toBe(deep)
  }
})
