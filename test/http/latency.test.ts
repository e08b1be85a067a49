import { describe, expect, test } from 'vitest'
import { createEmulator, type EmulatorOptions } from '../../src/index.js'
import { type Api, useApi } from '../support/emulator.js'

const numbers = ['+13035551231', '+13035551232', '+13035551233', '+13035551234']

/** A few requests, what they were answered, and how long the answers were held back. */
async function run(options: EmulatorOptions, prepare: (api: Api) => Promise<unknown> = async () => {}) {
  const api = await useApi(options)
  await prepare(api)
  const ids: string[] = []
  const codes: string[] = []
  for (const phone_number of numbers) {
    const { body } = await api.post('/verifications/sms', { phone_number, verify_profile_id: api.emulator.profileId })
    ids.push(body.data?.id)
    codes.push((await api.emulator.inbox.list({ phoneNumber: phone_number }))[0]?.code ?? '')
  }
  const { entries } = await api.emulator.journal.list({ kind: 'request' })
  return { ids, codes, latencies: entries.map(({ latencyMs }) => latencyMs).reverse(), api }
}

const short = 'uniform-1ms-9ms'

test('latencies repeat with the seed, differ by sandbox and seed, and change no ID and no code', async () => {
  const { latencies, ids, codes } = await run({ latencyProfile: short })
  expect(latencies.every((ms) => ms !== undefined && ms >= 1 && ms <= 9)).toBe(true)
  expect(new Set(latencies).size).toBe(4)
  expect(await run({ latencyProfile: short })).toMatchObject({ latencies, ids, codes })
  expect(await run({})).toMatchObject({ latencies: [undefined, undefined, undefined, undefined], ids, codes })
  expect((await run({ latencyProfile: short, seed: 2 })).latencies).not.toEqual(latencies)
})

test('a reset starts the latencies over', async () => {
  const { latencies, api } = await run({ latencyProfile: short })
  await api.emulator.reset()
  for (const phone_number of numbers)
    await api.post('/verifications/sms', { phone_number, verify_profile_id: api.emulator.profileId })
  const { entries } = await api.emulator.journal.list({ kind: 'request' })
  expect(entries.map(({ latencyMs }) => latencyMs).reverse()).toEqual(latencies)
})

test('each operation has its own latency, and others have none without "*"', async () => {
  const latencyProfile = { version: 1, source: 'assumed', operations: { ListProfiles: { fixed: '3ms' } } } as const
  const api = await useApi({ latencyProfile })
  await api.get('/verify_profiles')
  await api.get('/balance')
  const { entries } = await api.emulator.journal.list()
  expect(entries.map(({ operation, latencyMs }) => [operation, latencyMs])).toEqual([
    ['GetUserBalance', undefined],
    ['ListProfiles', 3],
  ])
})

test('errors take their time, too; requests without a valid key do not', async () => {
  const api = await useApi({ latencyProfile: 'fixed-2ms' })
  expect((await api.get('/verify_profiles/4900019b-76da-b800-8000-00000000dead')).status).toBe(404)
  expect((await api.get('/verify_profiles', { authorization: '' })).status).toBe(401)
  const { entries } = await api.emulator.journal.list()
  expect(entries.map(({ status, latencyMs }) => [status, latencyMs])).toEqual([
    [401, undefined],
    [404, 2],
  ])
})

describe('with faults', () => {
  test('a latency fault decides alone, and the latencies of the others stay', async () => {
    const { latencies } = await run({ latencyProfile: short })
    const fault = { fault: { kind: 'latency', delay: '12ms' }, match: { phoneNumber: '+13035551232' } } as const
    const bent = await run({ latencyProfile: short }, ({ emulator }) => emulator.faults.set([fault]))
    expect(bent.latencies).toEqual([latencies[0], 12, latencies[2], latencies[3]])
  })

  test('a hanging request hangs, and any other fault comes after the latency', async () => {
    const api = await useApi({ latencyProfile: 'fixed-2ms' })
    await api.emulator.faults.set([
      { fault: { kind: 'status', status: 503 }, times: 1 },
      { fault: { kind: 'hang' }, times: 1 },
    ])
    expect((await api.get('/balance')).status).toBe(503)
    const client = new AbortController()
    const hanging = api.emulator.fetch(`${api.emulator.url}/balance`, {
      headers: { authorization: `Bearer ${api.emulator.apiKey}` },
      signal: client.signal,
    })
    client.abort(new Error('gave up'))
    await expect(hanging).rejects.toThrow('gave up')
    const { entries } = await api.emulator.journal.list()
    expect(entries.map(({ status, latencyMs }) => [status, latencyMs])).toEqual([
      [0, undefined],
      [503, 2],
    ])
  })
})

describe('a long latency', () => {
  const day = { latencyProfile: 'fixed-1d' }
  const ask = ({ emulator }: Api, signal?: AbortSignal) =>
    emulator.fetch(`${emulator.url}/balance`, {
      headers: { authorization: `Bearer ${emulator.apiKey}` },
      ...(signal && { signal }),
    })

  test('ends when the client gives up', async () => {
    const client = new AbortController()
    const answer = ask(await useApi(day), client.signal)
    client.abort(new Error('gave up'))
    await expect(answer).rejects.toThrow('gave up')
  })

  test('ends when the emulator closes, with the answer', async () => {
    const emulator = await createEmulator({ ...day, onWarning: () => {} })
    const answer = ask({ emulator } as Api)
    await emulator.journal.list()
    await emulator.close()
    expect((await answer).status).toBe(200)
  })

  test('passes in real time: advancing the clock of the sandbox does not end it', async () => {
    const api = await useApi(day)
    const client = new AbortController()
    let hasEnded = false
    const answer = ask(api, client.signal).finally(() => {
      hasEnded = true
    })
    await api.emulator.clock.freeze()
    await api.emulator.clock.advance('2d')
    expect(hasEnded).toBe(false)
    client.abort(new Error('gave up'))
    await expect(answer).rejects.toThrow('gave up')
  })
})

test('requests are measured once someone asks for it', async () => {
  const api = await useApi({ latencyProfile: 'fixed-5ms' })
  await api.get('/balance')
  const reader = new AbortController()
  const stream = api.emulator.journal.follow({ timings: true, signal: reader.signal })[Symbol.asyncIterator]()
  const next = stream.next()
  await api.emulator.journal.list() // by then the stream is open
  await api.get('/balance')
  await next
  reader.abort()
  const [measured, before] = (await api.emulator.journal.list()).entries
  expect(before).not.toHaveProperty('tookMs')
  expect(measured?.tookMs).toBeGreaterThanOrEqual(5)
  expect(measured?.workMs).toBeLessThanOrEqual(measured?.tookMs ?? 0)
})

test.each([
  [
    { latencyProfile: 'fixed-5' },
    /^The latency profile fixed-5 cannot be used: the file does not exist\. Name a JSON or HAR/,
  ],
  [
    { latencyProfile: 5 },
    /^latencyProfile must be the path of a file or folder, a preset like "fixed-150ms", or an object, not 5\.$/,
  ],
  [{ latencyProfile: {} }, /^latencyProfile is not a latency profile\. Expected an object like/],
  [
    { latencyProfile: 'fixed-5ms', passthrough: {} },
    /^latencyProfile and passthrough cannot be combined: the real API has its own latency\.$/,
  ],
])('%j is refused', async (options, message) => {
  await expect(createEmulator(options as EmulatorOptions)).rejects.toThrow(message)
})
