import { describe, expect, test } from 'vitest'
import { phone } from '../passthrough/pair.js'
import { id, length, send, useGate } from './gate.js'

/** Whatever goes out with `--allow-unknown` and no send allowed: the hardest case for a trick. */
const unknown = { allowUnknown: true, maxSends: 0 }
const json = ['Content-Type: application/json', length(send)]

describe('a header that names another path or method is refused', () => {
  test.each([
    'X-Original-URL: /v2/verifications/sms',
    'X_Original_URL: /v2/verifications/sms',
    'X-Rewrite-URL: /v2/verifications/sms',
    'X-Original-Path: /v2/verifications/sms',
    'X-Original-Request-URI: /v2/verifications/sms',
    'X-Forwarded-Path: /v2/verifications/sms',
    'X-Forwarded-Prefix: /verifications',
    'X-Envoy-Original-Path: /v2/verifications/sms',
    'X-Request-URI: /v2/verifications/sms',
    'X-Override-URL: /v2/verifications/sms',
    'X-Proxy-Url: https://api.telnyx.com/v2/verifications/sms',
    'Request-URI: /v2/verifications/sms',
    'Script-Name: /v2/verifications/sms',
    'Path-Info: /v2/verifications/sms',
    'Destination: /v2/verifications/sms',
    'X.Original.URL: /v2/verifications/sms',
  ])('%s, also with --allow-unknown', async (line) => {
    const { ask, arrived } = await useGate(unknown)
    expect((await ask('POST /v2/messages HTTP/1.1', [line, ...json], send)).first).toContain(' 403 ')
    expect((await ask('GET /v2/balance HTTP/1.1', [line])).first).toContain(' 403 ')
    expect(arrived).toEqual([])
  })

  test.each([
    'HTTP-Method-Override: POST',
    'Method-Override: POST',
    'X-HTTP-Method-Overwrite: POST',
    'X-HTTP-Verb: POST',
    'X-Verb-Override: POST',
    'X-Original-Method: POST',
    'X-Envoy-Original-Method: POST',
    'X-Request-Method: POST',
    'Request-Method: POST',
    'X.HTTP.Method.Override: POST',
    'X!HTTP~Method*Override: POST',
    '_method: POST',
  ])('%s', async (line) => {
    const { ask, arrived } = await useGate(unknown)
    expect((await ask('GET /v2/verifications/sms HTTP/1.1', [line])).first).toContain(' 403 ')
    const shut = await useGate()
    expect((await shut.ask('GET /v2/balance HTTP/1.1', [line])).first).toContain(' 403 ')
    expect([arrived, shut.arrived]).toEqual([[], []])
  })

  test.each([
    'X-Stainless-Helper-Method: stream',
    'X-Forwarded-For: 10.0.0.1',
    'X-Forwarded-Proto: https',
    'Traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    'Idempotency-Key: a',
  ])('but %s goes out', async (line) => {
    const { ask, arrived } = await useGate()
    expect((await ask('GET /v2/balance HTTP/1.1', [line])).first).toContain(' 200 ')
    expect(arrived.join('')).toContain(line)
  })
})

describe('a parameter that names another path or method is refused', () => {
  test.each([
    '?a=b;_method=DELETE',
    '?_method[]=DELETE',
    '?_method%00=DELETE',
    '?%255fmethod=DELETE',
    '?%EF%BC%BFmethod=DELETE',
    '?$httpMethod=DELETE',
    '?X-HTTP-Method-Override=DELETE',
    '?x_http_method=DELETE',
    '?_verb=DELETE',
    '?_url=/verifications/sms',
    '?_path=/verifications/sms',
    '?request_uri=/v2/verifications/sms',
  ])('%s', async (query) => {
    const { ask, arrived } = await useGate()
    expect((await ask(`GET /v2/balance${query} HTTP/1.1`)).first).toContain(' 403 ')
    expect(arrived).toEqual([])
  })

  test('a form field cannot, on the path of an operation with another method', async () => {
    for (const [type, body] of [
      ['application/x-www-form-urlencoded', '_method=DELETE'],
      ['application/json', '{"_method":"DELETE"}'],
    ]) {
      const { ask, arrived } = await useGate(unknown)
      const lines = [`Content-Type: ${type}`, length(body as string)]
      for (const path of [`/v2/verify_profiles/${id}`, `/v2/verified_numbers/${phone}`])
        expect((await ask(`POST ${path} HTTP/1.1`, lines, body)).first).toContain(' 403 ')
      expect((await ask('PUT /v2/verifications/sms HTTP/1.1', lines, body)).first).toContain(' 403 ')
      expect(arrived).toEqual([])
    }
  })
})

describe('a header with a second spelling of one that is read is refused', () => {
  test.each([
    'Content_Type: application/x-www-form-urlencoded',
    'content.type: text/xml',
    'Content_Encoding: gzip',
    'Content_Length: 5',
    'Transfer_Encoding: chunked',
    'Authorization_: Bearer KEY-other',
  ])('%s', async (line) => {
    const { ask, arrived } = await useGate({ maxSends: 5 })
    const allowed = send.replace(/\+\d+/, phone)
    const lines = [line, 'Content-Type: application/json', length(allowed)]
    expect((await ask('POST /v2/verifications/sms HTTP/1.1', lines, allowed)).first).toContain(' 403 ')
    expect(arrived).toEqual([])
  })
})

describe('a second spelling of the recipient is refused', () => {
  test.each([
    ['"phoneNumber"', 'camel case'],
    ['"phone-number"', 'a dash'],
    ['"phone_number "', 'a space'],
    ['"phone_number[]"', 'brackets'],
    ['"phone_number\\u0000"', 'a NUL'],
    ['"PHONE_NUMBER"', 'capitals'],
    ['"\\uff50hone_number"', 'full width'],
    ['"p\\u200bhone_number"', 'a zero width space'],
  ])('%s: %s', async (key) => {
    const { ask, arrived } = await useGate({ maxSends: 5 })
    const body = `{"phone_number":"${phone}",${key}:"+13125550199","verify_profile_id":"${id}"}`
    const lines = ['Content-Type: application/json', length(body)]
    expect((await ask('POST /v2/verifications/sms HTTP/1.1', lines, body)).first).toContain(' 403 ')
    expect(arrived).toEqual([])
  })
})

describe('with --allow-unknown an unusual spelling of a path does not hide a send', () => {
  test.each([
    '/v2/verifications/sms.',
    '/v2/verifications/sms%20.',
    '/v2/verifications/sm%0as',
    '/v2/verifications/s%09ms',
    '/v2/verifications/sm%e2%80%8bs',
    '/v2/verifications/%u0073ms',
    '/v2/verifications/%c1%b3ms',
    '/v2/verifications%c0%afsms',
    '/v2/verifications/%EF%BD%93ms',
    '/v2/verifications/\xef\xbd\x93ms',
    '/v2/verifications/\xffms',
    '/v2/verifications/sms%',
    '/v2/verifications/%%73ms',
    '/v2/verifications/sms%3Fx',
    '/v2/verifications/sms%23',
    '/v2/verifications/sms::$DATA',
    '/v2/verifications/sms/*',
    '/v2/verifications/sms/.json',
    '/v2/x%2f..%2fverifications/sms',
    '/v2/%2e%2e%2fv2/verifications/sms',
    '/v2/..;/v2/verifications/sms',
    '/v2/%c0%ae%c0%ae/v2/verifications/sms',
    '/v2/verifications/%e2%93%a2ms',
  ])('POST %s', async (path) => {
    const { ask, arrived } = await useGate(unknown)
    expect((await ask(`POST ${path} HTTP/1.1`, json, send)).first).toMatch(/ 40[03] /)
    expect(arrived).toEqual([])
  })

  test.each([
    ['POST', '/v2/messages'],
    ['POST', '/v2/messages/'],
    ['POST', '/v2/calls/v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0/actions/hangup'],
    ['PATCH', '/v2/phone_numbers/%2B13125550123'],
    ['GET', '/v2/number_lookup/%2B13125550123?type=carrier'],
  ])('but %s %s goes out', async (method, path) => {
    const { ask, arrived } = await useGate(unknown)
    const hasBody = method !== 'GET'
    const { first } = await ask(`${method} ${path} HTTP/1.1`, hasBody ? json : [], hasBody ? send : '')
    expect(first).toContain(' 200 ')
    expect(arrived.join('')).toContain(`${method} ${path} HTTP/1.1`)
  })
})

describe('framing that only some servers understand lets nothing out', () => {
  const chunk = (text: string, extension = '') => `${text.length.toString(16)}${extension}\r\n${text}\r\n0\r\n`
  test.each<[what: string, first: string, lines: readonly string[], body: string]>([
    ['a folded line', 'GET /v2/balance HTTP/1.1', ['X-A: b\r\n\tX-HTTP-Method-Override: POST'], ''],
    ['a folded length', 'POST /v2/verify_profiles HTTP/1.1', [`Content-Length:\r\n ${send.length}`], send],
    ['a space before the colon', 'POST /v2/verify_profiles HTTP/1.1', ['Transfer-Encoding : chunked'], chunk(send)],
    ['a bare CR', 'GET /v2/balance HTTP/1.1', ['X-A: b\rX-HTTP-Method-Override: POST'], ''],
    ['a bare LF', 'GET /v2/balance HTTP/1.1', ['X-A: b\nX-HTTP-Method-Override: POST'], ''],
    ['lengths in a list', 'POST /v2/verify_profiles HTTP/1.1', ['Content-Length: 0, 5'], 'abcde'],
    ['a length in hex', 'POST /v2/verify_profiles HTTP/1.1', ['Content-Length: 0x5'], 'abcde'],
    ['a coding twice', 'POST /v2/verify_profiles HTTP/1.1', ['Transfer-Encoding: chunked, chunked'], chunk(send)],
    ['a coding after chunked', 'POST /v2/verify_profiles HTTP/1.1', ['Transfer-Encoding: chunked, gzip'], chunk(send)],
    [
      'a chunk with a long extension',
      'GET /v2/balance HTTP/1.1',
      ['Transfer-Encoding: chunked'],
      `${chunk(send, ';a="\nb"')}\r\n`,
    ],
    ['HTTP/0.9', 'POST /v2/verifications/sms', [length(send)], send],
    ['HTTP/2 in clear text', 'PRI * HTTP/2.0', [], ''],
    ['HTTP/1.2', 'POST /v2/verifications/sms HTTP/1.2', [length(send)], send],
    ['a long request line', `POST /v2/verifications/sms?${'a'.repeat(70_000)} HTTP/1.1`, [length(send)], send],
    ['a tab in the request line', 'GET\t/v2/number_lookup/+13125550123\tHTTP/1.1', [], ''],
    ['lower case', 'post /v2/verifications/sms HTTP/1.1', [length(send)], send],
  ])('%s', async (_, first, lines, body) => {
    const { ask, arrived } = await useGate(unknown)
    const answer = await ask(first, ['Connection: close', ...lines], body).catch(() => ({ first: 'closed' }))
    expect(answer.first).toMatch(/ (40[03]|413|431|505) |closed/)
    expect(arrived).toEqual([])
  })

  test('trailers and chunk extensions stay behind', async () => {
    const { ask, arrived } = await useGate()
    const body = `c;x="POST /v2/verifications/sms"\r\n{"name":"A"}\r\n0;y\r\nX-HTTP-Method-Override: DELETE\r\n\r\n`
    const lines = ['Content-Type: application/json', 'Transfer-Encoding: chunked', 'Trailer: X-HTTP-Method-Override']
    expect((await ask('POST /v2/verify_profiles HTTP/1.1', lines, body)).first).toContain(' 200 ')
    expect(arrived.join('')).not.toMatch(/override|verifications|trailer/i)
  })

  test('an upgrade and an expectation are not passed on', async () => {
    const { ask, arrived } = await useGate()
    const lines = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA']
    expect((await ask('GET /v2/balance HTTP/1.1', lines)).first).toContain(' 200 ')
    expect(arrived.join('')).not.toMatch(/upgrade|settings/i)
  })
})

describe('a request in this process is framed by its body, whatever its headers say', () => {
  const inner = `POST /v2/verifications/sms HTTP/1.1\r\nHost: x\r\n${length(send)}\r\n\r\n${send}`

  test.each([
    { 'content-length': '0' },
    { 'content-length': '3' },
    { 'transfer-encoding': 'chunked' },
    { 'transfer-encoding': 'identity', 'content-length': '0' },
    { connection: 'content-length', 'content-length': '0' },
  ])('%o', async (framing) => {
    const { arrived, passing } = await useGate({ maxSends: 0 })
    const headers = { authorization: 'Bearer sandbox_a', 'content-type': 'application/json', ...framing }
    await passing.fetch(`${passing.url}/verify_profiles`, { method: 'POST', headers, body: inner } as RequestInit)
    const sent = arrived.join('')
    expect(sent.toLowerCase().split('\r\n\r\n')[0]).toContain(`content-length: ${inner.length}`)
  })

  test('and a method in lower case is the one that goes out', async () => {
    const { arrived, passing } = await useGate(unknown)
    const headers = { authorization: 'Bearer sandbox_a', 'content-type': 'application/json' }
    const { status } = await passing.fetch(`${passing.url}/verify_profiles/${id}`, {
      method: 'patch',
      headers,
      body: '{}',
    })
    expect([status, arrived]).toEqual([403, []])
  })
})
