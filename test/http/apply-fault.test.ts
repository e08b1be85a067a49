import { describe, expect, test } from 'vitest'
import { type Api, useApi } from '../support/emulator.js'

/** Faults with an in-process `fetch`. See server/connection-faults.test.ts for sockets, sdk/faults.test.ts for the SDK. */

const phone_number = '+13035551234'

const start = ({ post, emulator }: Api, body = {}, channel = 'sms') =>
  post(`/verifications/${channel}`, { phone_number, verify_profile_id: emulator.profileId, ...body })

/** The raw response, unlike `send`, which reads it to its end. */
const fetchStart = ({ emulator }: Api, init: RequestInit = {}) =>
  emulator.fetch(`${emulator.url}/verifications/sms`, {
    method: 'POST',
    headers: { authorization: `Bearer ${emulator.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ phone_number, verify_profile_id: emulator.profileId }),
    ...init,
  })

const connectionReset = { name: 'TypeError', message: 'fetch failed', cause: { code: 'ECONNRESET' } }

describe('a status', () => {
  test.each([
    [408, '10007', 'An unexpected error occured.', null],
    [409, '10027', 'The server understood the syntax of the request but was unable to process the instructions.', null],
    [429, '10011', 'You have exceeded the maximum number of allowed requests.', '1'],
    [500, '10007', 'An unexpected error occured.', null],
    [502, '10007', 'An unexpected error occured.', null],
    [503, '10007', 'An unexpected error occured.', '1'],
    [504, '10007', 'An unexpected error occured.', null],
  ] as const)(
    'status %i has the vendor’s error format, and the request is not carried out',
    async (status, code, detail, retryAfter) => {
      const api = await useApi()
      await api.emulator.faults.set([{ fault: { kind: 'status', status }, times: 1 }])
      const reply = await start(api)
      expect(reply.status).toBe(status)
      expect(reply.body.errors).toEqual([
        { code, title: expect.any(String), detail, meta: { url: expect.stringContaining(code) } },
      ])
      expect(reply.headers.get('retry-after')).toBe(retryAfter)
      expect(reply.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/)
      expect(await api.emulator.inbox.list()).toEqual([])
      expect((await start(api)).status).toBe(200)
    },
  )

  test.each([
    ['1ms', '1', '1'],
    ['1500ms', '2', '1500'],
    ['2s', '2', null],
    [0, '0', null],
  ])(
    'retry_after %j is sent in whole seconds, and in milliseconds if needed',
    async (retry_after, seconds, milliseconds) => {
      const api = await useApi({ faults: [{ fault: { kind: 'status', status: 500, retryAfter: retry_after } }] })
      const { headers } = await start(api)
      expect([headers.get('retry-after'), headers.get('retry-after-ms')]).toEqual([seconds, milliseconds])
    },
  )

  test('a status is injected after the key is checked and before the body is validated', async () => {
    const api = await useApi({ faults: [{ fault: { kind: 'status', status: 503 }, times: 1 }] })
    expect((await api.post('/verifications/sms', {}, { authorization: 'none' })).status).toBe(401)
    expect((await api.post('/verifications/sms', {})).status).toBe(503)
    expect((await api.post('/verifications/sms', {})).status).toBe(422)
  })
})

describe('a broken response belongs to a request that was carried out', () => {
  test('malformed returns half a body that does not parse', async () => {
    const api = await useApi({ faults: [{ fault: { kind: 'malformed' } }] })
    const response = await fetchStart(api)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
    const text = await response.text()
    expect(text).toMatch(/^\{"data":\{.*<$/)
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
    expect(await api.emulator.inbox.list()).toHaveLength(1)
  })

  test('wrong-type returns a valid body labeled as HTML', async () => {
    const api = await useApi({ faults: [{ fault: { kind: 'wrong-type' } }] })
    const reply = await start(api)
    expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(reply.body.data).toMatchObject({ phone_number, status: 'pending' })
    expect(await api.emulator.inbox.list()).toHaveLength(1)
  })

  test.each([
    [{ kind: 'truncated' }, 'UND_ERR_SOCKET'],
    [{ kind: 'reset', at: 'during' }, 'ECONNRESET'],
  ] as const)('%j sends the headers and half of the body, then ends the connection', async (fault, code) => {
    const api = await useApi({ faults: [{ fault }] })
    const response = await fetchStart(api)
    expect(response.status).toBe(200)
    const reader = response.body?.getReader()
    const { value } = (await reader?.read()) ?? {}
    expect(new TextDecoder().decode(value)).toMatch(/^\{"data":\{/)
    await expect(reader?.read()).rejects.toMatchObject({ name: 'TypeError', message: 'terminated', cause: { code } })
    expect(await api.emulator.inbox.list()).toHaveLength(1)
  })

  test('a reset after the body delivers all of it', async () => {
    const api = await useApi({ faults: [{ fault: { kind: 'reset', at: 'after' } }] })
    expect((await start(api)).body.data.phone_number).toBe(phone_number)
  })

  test('an invalid request is still refused', async () => {
    const api = await useApi({ faults: [{ fault: { kind: 'wrong-type' } }] })
    const reply = await start(api, { phone_number: '13035551234' })
    expect([reply.status, reply.headers.get('content-type'), reply.body.errors[0].code]).toEqual([
      400,
      'text/html; charset=utf-8',
      '10016',
    ])
    expect(await api.emulator.inbox.list()).toEqual([])
  })

  test('a forced outcome still applies', async () => {
    const api = await useApi({ faults: [{ fault: { kind: 'wrong-type' } }], scenarios: [{ outcome: '20100' }] })
    const reply = await start(api)
    expect([reply.status, reply.headers.get('content-type'), reply.headers.get('x-emulator-scenario')]).toEqual([
      403,
      'text/html; charset=utf-8',
      'config_1',
    ])
  })
})

test.each([{ kind: 'reset' }, { kind: 'reset', at: 'before' }] as const)(
  '%j: nothing is received, and the request is not carried out',
  async (fault) => {
    const api = await useApi({ faults: [{ fault, times: 1 }] })
    await expect(fetchStart(api)).rejects.toMatchObject(connectionReset)
    expect(await api.emulator.inbox.list()).toEqual([])
    expect((await start(api)).status).toBe(200)
  },
)

describe('a hang', () => {
  test('a hang lasts until the caller gives up, and the code has been sent', async () => {
    const api = await useApi({ faults: [{ fault: { kind: 'hang' } }] })
    const controller = new AbortController()
    const answer = fetchStart(api, { signal: controller.signal })
    await api.emulator.inbox.next(phone_number)
    controller.abort()
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
  })

  test('a hang ends when the emulator closes', async () => {
    const api = await useApi({ faults: [{ fault: { kind: 'hang' } }] })
    const answer = fetchStart(api)
    await api.emulator.inbox.next(phone_number)
    const [end] = await Promise.all([answer.catch((error: unknown) => error), api.emulator.close()])
    expect(end).toMatchObject(connectionReset)
  })

  test('a hang delays only the requests that match', async () => {
    const api = await useApi({ faults: [{ match: { operation: 'CreateVerificationSms' }, fault: { kind: 'hang' } }] })
    const controller = new AbortController()
    const answer = fetchStart(api, { signal: controller.signal })
    await api.emulator.inbox.next(phone_number)
    expect((await api.get(`/verifications/by_phone_number/${phone_number}`)).body.data).toHaveLength(1)
    controller.abort()
    await expect(answer).rejects.toThrow()
  })
})

describe('a latency', () => {
  test.each([{ delay: '2ms' }, { delay: 2 }, { delay: ['1ms', '3ms'] as [string, string] }])(
    '%j: the response is complete',
    async ({ delay }) => {
      const api = await useApi({ faults: [{ fault: { kind: 'latency', delay } }] })
      expect((await start(api)).body.data.phone_number).toBe(phone_number)
    },
  )

  test('a latency delays the response only: the code is sent at once, other requests are not delayed, and closing ends it', async () => {
    const api = await useApi({ faults: [{ match: { channel: 'sms' }, fault: { kind: 'latency', delay: '1h' } }] })
    const arrived: string[] = []
    const slow = fetchStart(api).then(({ status }) => arrived.push(`slow ${status}`))
    await api.emulator.inbox.next(phone_number)
    arrived.push(`fast ${(await start(api, {}, 'call')).status}`)
    await Promise.all([slow, api.emulator.close()])
    expect(arrived).toEqual(['fast 200', 'slow 200'])
  })
})
