import Telnyx, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  type ClientOptions,
  ConflictError,
  InternalServerError,
  RateLimitError,
} from 'telnyx'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { FaultRequest } from '../../src/client/types.js'
import { useApi } from '../support/emulator.js'

/** The vendor's client tries twice more after 408, 409, 429, 5xx and a broken connection: a fault that is to be seen strikes three times. */

type Fault = FaultRequest['fault']

const phone_number = '+13035551234'
const transports = ['in the process', 'over a port'] as const

async function useClient(faults: FaultRequest[], transport: (typeof transports)[number], options: ClientOptions = {}) {
  const { emulator } = await useApi({ faults })
  if (transport === 'over a port') await emulator.listen()
  const { url: baseURL, apiKey, fetch, profileId: verify_profile_id } = emulator
  const client = new Telnyx({
    baseURL,
    apiKey,
    logLevel: 'off',
    ...(transport === 'in the process' && { fetch }),
    ...options,
  })
  return {
    emulator,
    sendCode: () => client.verifications.triggerSMS({ phone_number, verify_profile_id }),
    /** The try and the status of each request, oldest first. */
    tries: async () => {
      const { entries } = await emulator.journal.list({ operation: 'CreateVerificationSms' })
      return entries.reverse().map(({ request, status }) => [request?.headers['x-stainless-retry-count'], status])
    },
    messages: async () => (await emulator.inbox.list()).length,
  }
}

const statuses = [
  [408, APIError],
  [409, ConflictError],
  [429, RateLimitError],
  [500, InternalServerError],
  [502, InternalServerError],
  [503, InternalServerError],
  [504, InternalServerError],
] as const

describe.each(transports)('%s', (transport) => {
  test.each(statuses)('%i once is retried, and one code is sent', async (status) => {
    const fault: Fault = { kind: 'status', status, retryAfter: '1ms' }
    const { sendCode, tries, messages } = await useClient([{ fault, times: 1 }], transport)
    expect((await sendCode()).data.status).toBe('pending')
    expect(await tries()).toEqual([
      ['0', status],
      ['1', 200],
    ])
    expect(await messages()).toBe(1)
  })

  test.each(statuses)('%i three times surfaces as %o', async (status, type) => {
    const fault: Fault = { kind: 'status', status, retryAfter: '1ms' }
    const { sendCode, tries, messages } = await useClient([{ fault, times: 3 }], transport)
    const thrown = await sendCode().then(
      () => expect.fail('nothing was thrown'),
      (reason: unknown) => reason as APIError<number, Headers, { errors: { code: string }[] }>,
    )
    expect(thrown.constructor).toBe(type)
    expect(thrown.status).toBe(status)
    expect(thrown.error.errors).toEqual([
      expect.objectContaining({ code: expect.stringMatching(/^\d{5}$/), title: expect.any(String) }),
    ])
    expect(thrown.headers.get('retry-after-ms')).toBe('1')
    expect(await tries()).toEqual([
      ['0', status],
      ['1', status],
      ['2', status],
    ])
    expect(await messages()).toBe(0)
    expect((await sendCode()).data.status).toBe('pending')
  })

  test.each([
    [{ kind: 'reset' }, 0],
    [{ kind: 'reset', at: 'before' }, 0],
  ] as const)('%j surfaces as APIConnectionError', async (fault, sent) => {
    const { sendCode, messages } = await useClient([{ fault }], transport, { maxRetries: 0 })
    const thrown = await sendCode().catch((reason: unknown) => reason)
    expect((thrown as Error).constructor).toBe(APIConnectionError)
    expect(thrown).toMatchObject({ cause: { cause: { code: 'ECONNRESET' } } })
    expect(await messages()).toBe(sent)
  })

  // The headers have come by then, so that the client takes it for an answer and does not try again.
  test.each([
    [{ kind: 'reset', at: 'during' }, TypeError, /^terminated$/],
    [{ kind: 'truncated' }, TypeError, /^terminated$/],
    [{ kind: 'malformed' }, SyntaxError, /JSON/],
  ] as const)('%j is thrown as it is, and the code has been sent', async (fault, type, message) => {
    const { sendCode, tries, messages } = await useClient([{ fault }], transport)
    const thrown = (await sendCode().catch((reason: unknown) => reason)) as Error
    expect(thrown).not.toBeInstanceOf(APIError)
    expect([thrown.name, thrown.message]).toEqual([type.name, expect.stringMatching(message)])
    expect(await tries()).toEqual([['0', 200]])
    expect(await messages()).toBe(1)
  })

  test('wrong-type gives the body as text', async () => {
    const { sendCode } = await useClient([{ fault: { kind: 'wrong-type' } }], transport)
    const answer: unknown = await sendCode()
    expect(JSON.parse(answer as string).data.phone_number).toBe(phone_number)
  })

  test.each([
    { kind: 'reset', at: 'after' },
    { kind: 'latency', delay: ['1ms', '2ms'] },
  ] as Fault[])('%j goes unnoticed', async (fault) => {
    const { sendCode, messages } = await useClient([{ fault }], transport)
    expect((await sendCode()).data.status).toBe('pending')
    expect((await sendCode()).data.status).toBe('pending')
    expect(await messages()).toBe(2)
  })

  test('a hang surfaces as APIConnectionTimeoutError', async () => {
    const { sendCode } = await useClient([{ fault: { kind: 'hang' } }], transport, { maxRetries: 0, timeout: 20 })
    const thrown = (await sendCode().catch((reason: unknown) => reason)) as Error
    expect(thrown.constructor).toBe(APIConnectionTimeoutError)
  })
})

describe('without an answer the client waits before it retries', () => {
  /** Lets the client's timers pass as fast as there is nothing else to do, until a promise is settled. */
  async function passTime<Result>(promise: Promise<Result>): Promise<Result> {
    let isSettled = false
    void promise.then(
      () => (isSettled = true),
      () => (isSettled = true),
    )
    for (let i = 0; i < 100_000 && !isSettled; i++) await vi.advanceTimersByTimeAsync(100)
    return promise
  }

  const useFakeTimers = () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
  }

  test.each([
    [{ kind: 'reset' }, APIConnectionError, 0],
    [{ kind: 'hang' }, APIConnectionTimeoutError, 3],
  ] as const)('%j once is retried, three times surfaces', async (fault, type, sentByThree) => {
    const once = await useClient([{ fault, times: 1 }], 'in the process')
    const thrice = await useClient([{ fault, times: 3 }], 'in the process')
    useFakeTimers()
    expect((await passTime(once.sendCode())).data.status).toBe('pending')
    const thrown = (await passTime(thrice.sendCode()).catch((reason: unknown) => reason)) as Error
    vi.useRealTimers()
    expect(await once.tries()).toEqual([
      ['0', 0],
      ['1', 200],
    ])
    expect(thrown.constructor).toBe(type)
    expect(await thrice.tries()).toEqual([
      ['0', 0],
      ['1', 0],
      ['2', 0],
    ])
    // H14: who gets no answer does not know that the code was sent, and sends another.
    expect([await once.messages(), await thrice.messages()]).toEqual([sentByThree === 0 ? 1 : 2, sentByThree])
  })
})
