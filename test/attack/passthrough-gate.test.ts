import { describe, expect, test } from 'vitest'
import { parseMessage } from '../passthrough/sockets.js'
import { id, length, send, useGate } from './gate.js'

const get = (path: string) => `GET ${path} HTTP/1.1`
const inner = `POST /v2/verifications/sms HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${length(send)}\r\n\r\n${send}`

describe('a charged look-up does not go out under any spelling', () => {
  const number = '+13125550123'
  test.each([
    `/v2/number_lookup/${number}`,
    `/v2/number_lookup/%2B13125550123?type=carrier`,
    `/v2//number_lookup/${number}`,
    `/v2/./number_lookup/${number}`,
    `/v2/x/../number_lookup/${number}`,
    `/v2/balance/../number_lookup/${number}`,
    `/v2/balance/..;/number_lookup/${number}`,
    `/v2/%6eumber_lookup/${number}`,
    `/v2/%256eumber_lookup/${number}`,
    `/v2/number%5flookup/${number}`,
    `/v2/Number_Lookup/${number}`,
    `/v2/NUMBER_LOOKUP/${number}`,
    `/v2/number_lookup;a=b/${number}`,
    `/v2/;/number_lookup/${number}`,
    `/v2/%2fnumber_lookup/${number}`,
    `/v2/%5cnumber_lookup/${number}`,
    `/v2/\\number_lookup/${number}`,
    `/v2/balance%2f..%2fnumber_lookup%2f${number}`,
    `/v2/verify_profiles/..%2fnumber_lookup%2f${number}`,
    `/v2/verify_profiles/..%252fnumber_lookup%252f${number}`,
    `/v2/verify_profiles/%2e%2e/number_lookup/${number}`,
    `/v2/verify_profiles/x;/../../number_lookup/${number}`,
    `/v2/verified_numbers/..%5cnumber_lookup`,
    `/v2/number_lookup/${number}/`,
    `/v2/number_lookup.json/${number}`,
    `/v2/../v2/number_lookup/${number}`,
    `/v2/balance/number_lookup/${number}`,
    `/v2/balance#/../number_lookup/${number}`,
    `/v2/balance%00/../number_lookup/${number}`,
    `/v2/messages`,
    `/V2/number_lookup/${number}`,
    `//v2/number_lookup/${number}`,
    `/%762/number_lookup/${number}`,
    `http://127.0.0.1/v2/number_lookup/${number}`,
    `http://127.0.0.1/v2//number_lookup/${number}`,
    `HTTPS://api.telnyx.com/v2/number_lookup/${number}`,
  ])('GET %s', async (target) => {
    const { ask, arrived } = await useGate()
    const { first } = await ask(get(target))
    expect(first).toMatch(/ 40[0134] /)
    expect(arrived).toEqual([])
  })

  test.each(['HEAD', 'POST', 'PUT', 'OPTIONS', 'PROPFIND', 'QUERY'])('%s', async (method) => {
    const { ask, arrived } = await useGate()
    const { first } = await ask(`${method} /v2/number_lookup/${number} HTTP/1.1`)
    expect(first).toMatch(/ 40[0345] /)
    expect(arrived).toEqual([])
  })

  test.each([
    'X-Original-URL: /v2/number_lookup/+13125550123',
    'X-Rewrite-URL: /v2/number_lookup/+13125550123',
    'X-Forwarded-Uri: /v2/number_lookup/+13125550123',
    'X-Forwarded-Prefix: /number_lookup',
    'X-HTTP-Method-Override: POST',
    'x_http_method_override: POST',
    'X-HTTP-Method: POST',
    'X-Method: POST',
    'X-Method-Override: POST',
    'Authorization: Bearer sandbox_b',
  ])('behind a free read with the header %s', async (line) => {
    const { ask, arrived } = await useGate()
    const { first } = await ask(get('/v2/balance'), [line])
    expect(first).toContain(' 403 ')
    expect(arrived).toEqual([])
  })

  test.each(['?_method=POST', '?a=b&_METHOD=POST', '?%5fmethod=POST', '?http_method=DELETE'])(
    'behind a free read with the query %s',
    async (query) => {
      const { ask, arrived } = await useGate()
      expect((await ask(get(`/v2/balance${query}`))).first).toContain(' 403 ')
      expect(arrived).toEqual([])
    },
  )
})

describe('a request inside the body of another does not go out', () => {
  test.each<[what: string, path: string, lines: readonly string[], body: string]>([
    ['Connection drops the length', '/v2/verify_profiles', ['Connection: content-length', length(inner)], inner],
    [
      'Connection drops length and coding',
      '/v2/verify_profiles',
      ['Connection: keep-alive, Content-Length, Transfer-Encoding', length(inner)],
      inner,
    ],
    [
      'chunks, with Connection dropping the coding',
      '/v2/balance',
      ['Connection: transfer-encoding', 'Transfer-Encoding: chunked'],
      `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`,
    ],
    ['a plain length, which a server might ignore', '/v2/verify_profiles', [length(inner)], inner],
    ['chunks', '/v2/balance', ['Transfer-Encoding: chunked'], `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`],
  ])('%s', async (_, path, lines, body) => {
    const { ask, arrived } = await useGate({ maxSends: 0 })
    const { first } = await ask(get(path), lines, body)
    expect(first).toContain(' 403 ')
    expect(arrived).toEqual([])
  })

  test.each([
    ['both framings', [length(inner), 'Transfer-Encoding: chunked'], `0\r\n\r\n${inner}`],
    ['two lengths', ['Content-Length: 0', length(inner)], inner],
    ['a signed length', [`Content-Length: +${inner.length}`], inner],
    ['a misspelled coding', ['Transfer-Encoding: xchunked'], inner],
    ['a coding behind a tab', ['Transfer-Encoding:\tidentity, chunked, x'], inner],
  ])('%s', async (_, lines, body) => {
    const { ask, arrived } = await useGate({ maxSends: 0 })
    const { first } = await ask(get('/v2/verify_profiles'), ['Connection: close', ...lines], body).catch(() => ({
      first: 'closed',
    }))
    expect(first).toMatch(/ 40[03] |closed/)
    expect(arrived.join('')).not.toContain('/verifications/sms')
  })

  test('a length that Connection names frames the body all the same', async () => {
    const { ask, arrived } = await useGate()
    const body = '{"name":"A"}'
    const lines = [
      'Connection: content-length, content-type, authorization',
      'Content-Type: application/json',
      length(body),
    ]
    expect((await ask('POST /v2/verify_profiles HTTP/1.1', lines, body)).first).toContain(' 200 ')
    const { lines: sent, body: sentBody } = parseMessage(arrived.join(''))
    expect(sent).toContain(length(body))
    expect(sent).toContain('Authorization: Bearer KEY-of-operator')
    expect(sent).toContain('Content-Type: application/json')
    expect(sentBody).toBe(body)
  })

  test('empty chunks go out as no body at all', async () => {
    const { ask, arrived } = await useGate()
    await ask(get('/v2/verify_profiles'), ['Transfer-Encoding: chunked'], '0\r\n\r\n')
    expect(arrived.join('')).not.toMatch(/transfer-encoding|content-length/i)
  })
})

describe('with --allow-unknown a send is still a send', () => {
  test.each([
    ['POST', '/v2//verifications/sms'],
    ['POST', '/v2/verifications/%73ms'],
    ['POST', '/v2/verifications/%2573ms'],
    ['POST', '/v2/Verifications/SMS'],
    ['POST', '/v2/verifications/sms/'],
    ['POST', '/v2/verifications/sms;x=y'],
    ['POST', '/v2/verifications/x/../sms'],
    ['POST', '/v2/verifications\\sms'],
    ['POST', '/v2/verifications/sms.json'],
    ['POST', '/v2/verifications/call%20'],
    ['POST', '/v2/../v2/verifications/sms'],
    ['POST', '/v2/../v3/messages'],
    ['DELETE', `/v2//verify_profiles/${id}`],
    ['PATCH', `/v2/verify_profiles/${id};x`],
  ])('%s %s', async (method, path) => {
    const { ask, arrived } = await useGate({ allowUnknown: true })
    const lines = ['Content-Type: application/json', length(send)]
    expect((await ask(`${method} ${path} HTTP/1.1`, lines, send)).first).toContain(' 403 ')
    expect(arrived).toEqual([])
  })

  test.each(['GET', 'PUT', 'PATCH'])('%s with a method override', async (method) => {
    const { ask, arrived } = await useGate({ allowUnknown: true })
    const lines = ['X-HTTP-Method-Override: POST', 'Content-Type: application/json', 'Content-Length: 0']
    expect((await ask(`${method} /v2/verifications/sms HTTP/1.1`, lines)).first).toContain(' 403 ')
    expect(arrived).toEqual([])
  })
})

describe('what is plain and free goes out', () => {
  test.each([
    ['GET', '/v2/balance'],
    ['HEAD', '/v2/balance'],
    ['GET', '/v2/detail_records?filter[record_type]=verify_2fa&page[size]=1'],
    ['HEAD', `/v2/verify_profiles/${id}`],
    ['GET', '/v2/verified_numbers/%2B13125550123'],
    ['GET', 'http://127.0.0.1/v2/verify_profiles?page[size]=1'],
  ])('%s %s', async (method, target) => {
    const { ask, arrived } = await useGate()
    expect((await ask(`${method} ${target} HTTP/1.1`)).first).toContain(' 200 ')
    expect(arrived.join('')).toContain(`${method} /v2${target.replace(/^.*\/v2/, '')} HTTP/1.1\r\n`)
  })
})

test("the operator's key is not lent to another authority in an absolute target", async () => {
  const { ask, arrived } = await useGate()
  expect((await ask(get('http://evil.example/v2/verify_profiles'))).first).toContain(' 403 ')
  expect(arrived).toEqual([])
})
