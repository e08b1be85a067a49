import { describe, expect, test } from 'vitest'
import { testTime } from '../support/emulator.js'
import { type Answer, findClosedPort, useReceiver } from '../support/receiver.js'
import { phone_number, told, useWebhooks } from '../support/webhooks.js'

/** An answer that is held back until it is released. */
function gate(answer: Answer = 204) {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, answer: () => opened.then(() => answer) }
}

/** Sends only one event, so that attempts can be counted. */
const failing = { webhooks: { completionEvent: 'off' }, scenarios: [{ match: {}, outcome: 'sending_failed' }] } as const

const silent = { onWarning: () => {} }

/** The times of attempts, in milliseconds after the event. */
const timesOf = (attempts: readonly { startedAt: string }[]) =>
  attempts.map(({ startedAt }) => Date.parse(startedAt) - testTime)

describe('W8: failed webhooks are retried', () => {
  test('W8: a webhook answered with 500 twice is delivered the third time', async () => {
    const { emulator, start, receiver } = await useWebhooks({ ...failing, receiver: { answers: [500, 500] } })
    await start()
    const { events: happened } = await emulator.clock.advance('10s')

    expect(receiver.requests.map(({ webhook }) => webhook.meta.attempt)).toEqual([1, 2, 3])
    expect(new Set(receiver.requests.map(({ webhook }) => webhook.data.id)).size).toBe(1)
    const [delivery] = (await emulator.webhooks.list()).webhooks
    expect(delivery).toMatchObject({ state: 'delivered', dueAt: null, eventType: 'verify.failed' })
    expect(timesOf(delivery?.attempts ?? [])).toEqual([0, 1000, 6000])
    expect(delivery?.attempts.map(({ status }) => status)).toEqual([500, 500, 204])
    const posted = happened.filter(({ event }) => event.startsWith('webhook'))
    expect(posted.map(({ event, at }) => [event, Date.parse(at) - testTime])).toEqual([
      ['webhook.failed', 0],
      ['webhook.failed', 1000],
      ['webhook.delivered', 6000],
    ])
    expect(posted[0]?.text).toMatch(/^verify\.failed to http:.*: answered 500 at .* \(\d+ ms\)$/)
  })

  test('W8: a webhook is tried three times at the primary URL, three times at the failover URL, and then given up', async () => {
    const second = await useReceiver({ usually: 503 })
    const { emulator, start, receiver } = await useWebhooks({
      ...failing,
      receiver: { usually: 500 },
      profile: { webhook_failover_url: second.url },
    })
    await start()
    await emulator.clock.advance('1h')

    const [delivery] = (await emulator.webhooks.list()).webhooks
    expect(delivery?.state).toBe('failed')
    expect(timesOf(delivery?.attempts ?? [])).toEqual([0, 1000, 6000, 6000, 7000, 12_000])
    expect(delivery?.attempts.map(({ number, url, status }) => [number, url, status])).toEqual([
      ...[1, 2, 3].map((number) => [number, receiver.url, 500]),
      ...[4, 5, 6].map((number) => [number, second.url, 503]),
    ])
    const meta = [...receiver.requests, ...second.requests].map(({ webhook }) => webhook.meta)
    expect(meta.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6])
    expect(meta.map(({ delivered_to }) => delivered_to)).toEqual([
      ...Array(3).fill(receiver.url),
      ...Array(3).fill(second.url),
    ])
    await emulator.clock.advance('24h')
    expect(receiver.requests.length + second.requests.length).toBe(6)
  })

  test('W8: the failover URL receives webhooks that the primary URL refuses', async () => {
    const second = await useReceiver()
    const first = `http://127.0.0.1:${await findClosedPort()}/`
    const { emulator, start } = await useWebhooks({
      ...failing,
      profile: { webhook_url: first, webhook_failover_url: second.url },
    })
    await start()
    await emulator.clock.advance('6s')
    expect(told(second)).toEqual([{ event: 'verify.failed', delivery: 'sending_failed', status: 'pending' }])
    const [delivery] = (await emulator.webhooks.list()).webhooks
    expect(delivery?.attempts.map(({ error }) => error?.slice(0, 18) ?? null)).toEqual([
      ...Array(3).fill('connection refused'),
      null,
    ])
  })

  test('W8: a receiver that comes up in time misses no event', async () => {
    const port = await findClosedPort()
    const { emulator, start } = await useWebhooks({ profile: { webhook_url: `http://127.0.0.1:${port}/hooks` } })
    await start()
    await emulator.clock.advance('1s')
    const receiver = await useReceiver({ port })
    await emulator.clock.advance('5s')
    expect(told(receiver).map(({ event }) => event)).toEqual(['verify.sent', 'verify.delivered'])
    expect(receiver.requests.map(({ webhook }) => webhook.meta.attempt)).toEqual([3, 3])
  })

  test('W8: the number of attempts and their delays are configurable', async () => {
    const { emulator, start } = await useWebhooks({
      ...failing,
      webhooks: { ...failing.webhooks, delays: ['2s', '1h'] },
      receiver: { usually: 500 },
    })
    await start()
    await emulator.clock.advance('2h')
    const [delivery] = (await emulator.webhooks.list()).webhooks
    expect(timesOf(delivery?.attempts ?? [])).toEqual([0, 3600_000])
  })

  test.each<[string, Answer]>([
    ['a redirect', { status: 307, headers: { location: '/elsewhere' } }],
    ['a reset', 'reset'],
    ['no HTTP', { bytes: 'no' }],
  ])('W7, W8: %s is retried like any failure', async (_, answer) => {
    const { emulator, start, receiver } = await useWebhooks({ ...failing, receiver: { answers: [answer, answer] } })
    await start()
    await emulator.clock.advance('6s')
    expect(receiver.requests.map(({ path, webhook }) => [path, webhook.meta.attempt])).toEqual(
      [1, 2, 3].map((number) => ['/hooks', number]),
    )
    expect((await emulator.webhooks.list({ state: 'delivered' })).webhooks).toHaveLength(1)
  })

  test('W7, W8: a hanging attempt is given up after two seconds and retried', async () => {
    const { emulator, start, receiver } = await useWebhooks({ ...failing, receiver: { answers: ['hang'] } })
    await start()
    await emulator.clock.advance('1s')
    const [delivery] = (await emulator.webhooks.list()).webhooks
    expect(delivery?.attempts.map(({ status, error }) => [status, error])).toEqual([
      [null, `no answer from http://127.0.0.1:${receiver.port} within 2 s: send the response first, then do the work`],
      [204, null],
    ])
    expect(delivery?.attempts[0]?.tookMs).toBeGreaterThan(1900)
  })

  test('an invalid URL is reported and affects no other webhook', async () => {
    const { emulator, start } = await useWebhooks({ ...failing, profile: { webhook_url: 'localhost:3000' } })
    await start()
    await emulator.clock.advance('6s')
    const [delivery] = (await emulator.webhooks.list()).webhooks
    expect(delivery?.state).toBe('failed')
    expect(delivery?.attempts[0]?.error).toBe(
      '"localhost:3000" is not a valid http or https URL; change it in the profile.',
    )
  })
})

describe('webhooks are independent', () => {
  test('the API answers without waiting for a receiver', async () => {
    const held = gate()
    const { start, check, receiver } = await useWebhooks({ ...silent, receiver: { usually: held.answer } })
    await start()
    await receiver.received(2)
    expect(await check()).toBe('accepted') // while the receiver still holds back its answers
    held.open()
  })

  test('a hanging receiver delays no other one, not even at another path of the same server', async () => {
    const held = gate()
    const { emulator, start, receiver, patch, profileId } = await useWebhooks({ receiver: { usually: held.answer } })
    for (let count = 0; count < 10; count++) await start()
    await receiver.received(16)
    const other = await useReceiver()
    await patch(`/verify_profiles/${profileId}`, { webhook_url: other.url })
    await start()
    await other.received(2)

    receiver.answer(204, 204)
    const sibling = `${receiver.url}/sibling`
    await patch(`/verify_profiles/${profileId}`, { webhook_url: sibling })
    await start()
    const all = await receiver.received(18)
    expect(all.filter(({ path }) => path === '/hooks/sibling')).toHaveLength(2)

    held.open()
    await emulator.clock.advance(0)
    expect(receiver.requests).toHaveLength(22)
    expect((await emulator.webhooks.list({ state: 'delivered' })).webhooks).toHaveLength(24)
  })

  test('at most 16 requests go to one URL at a time', async () => {
    const held = gate()
    const { emulator, start, receiver } = await useWebhooks({ receiver: { usually: held.answer } })
    for (let count = 0; count < 25; count++) await start()
    await receiver.received(16)
    const probe = await useReceiver() // a later webhook has arrived, so earlier ones would have arrived too
    await emulator.webhooks.trigger({ eventType: 'verify.sent', url: probe.url })
    expect(receiver.requests).toHaveLength(16)
    held.open()
    await emulator.clock.advance(0)
    expect(receiver.requests).toHaveLength(50)
    expect([receiver.mostAtOnce, receiver.connections]).toEqual([16, 16])
  })

  test('connections are kept and reused', async () => {
    const { emulator, start, receiver } = await useWebhooks()
    for (let count = 0; count < 10; count++) {
      await start()
      await emulator.clock.advance(0)
    }
    expect([receiver.requests.length, receiver.connections]).toEqual([20, 2])
  })

  test('W8: a kept connection that the receiver has closed does not count as an attempt', async () => {
    const { emulator, start, receiver } = await useWebhooks(failing)
    await start()
    await emulator.clock.advance(0)
    receiver.answer('reset') // at the moment of the next request
    await start()
    await emulator.clock.advance(0)
    expect(receiver.requests.map(({ webhook }) => webhook.meta.attempt)).toEqual([1, 1, 1])
    const { webhooks } = await emulator.webhooks.list()
    expect(webhooks.map(({ attempts }) => attempts.length)).toEqual([1, 1])
    receiver.closeIdle()
    await start()
    await emulator.clock.advance(0)
    expect((await emulator.webhooks.list({ state: 'delivered' })).webhooks).toHaveLength(3)
  })
})

describe('clocks', () => {
  test('W8: with a frozen clock due webhooks are sent, and retried only when it is advanced', async () => {
    const { emulator, start, receiver } = await useWebhooks({ ...failing, receiver: { answers: [500] } })
    await emulator.clock.freeze()
    await start()
    await receiver.received(1)
    await emulator.clock.advance(0)
    expect((await emulator.webhooks.list()).webhooks[0]).toMatchObject({
      state: 'pending',
      dueAt: new Date(testTime + 1000).toISOString(),
    })
    await emulator.clock.advance(999)
    expect(receiver.requests).toHaveLength(1)
    await emulator.clock.advance(1)
    expect(receiver.requests).toHaveLength(2)
    expect((await emulator.clock.now()).frozen).toBe(true)
  })

  test('advancing the clock stops at each due time and returns when no attempt is in flight', async () => {
    const { emulator, start } = await useWebhooks({ receiver: { answers: [500, 500] } })
    await emulator.scenarios.add({ match: {}, outcome: 'delayed', delay: '3s' })
    await start('sms', { timeout_secs: 60 })
    const { events: happened } = await emulator.clock.advance('1h')
    expect(happened.map(({ event, at }) => `${(Date.parse(at) - testTime) / 1000} s ${event}`)).toEqual([
      '0 s webhook.failed', // verify.sent
      '1 s webhook.failed',
      '3 s message.arrived',
      '3 s delivery.delivered',
      '3 s webhook.delivered', // verify.delivered
      '6 s webhook.delivered', // verify.sent, the third time
      '60 s verification.expired',
      '60 s webhook.delivered',
    ])
  })

  test('a webhook due before the clock is set back is still sent', async () => {
    const { emulator, start, receiver } = await useWebhooks()
    await emulator.clock.advance('365d')
    await start()
    await emulator.clock.set('now')
    await receiver.received(2)
    expect((await emulator.webhooks.list()).pending).toBe(0)
  })

  test('with a running clock a retry happens by itself', async () => {
    const { start, receiver } = await useWebhooks({
      ...failing,
      now: Date.now,
      webhooks: { ...failing.webhooks, delays: [0, 20] },
      receiver: { answers: [500] },
    })
    await start()
    expect((await receiver.received(2)).map(({ webhook }) => webhook.meta.attempt)).toEqual([1, 2])
  })
})

describe('a reset during an attempt', () => {
  test('discards attempts in flight and ignores their results', async () => {
    const held = gate(500)
    const { emulator, start, receiver } = await useWebhooks({ receiver: { usually: held.answer } })
    await start()
    await receiver.received(2)
    await emulator.reset()
    held.open()
    await emulator.clock.advance('1h')
    expect(await emulator.webhooks.list()).toMatchObject({ webhooks: [], pending: 0 })
    expect(receiver.requests).toHaveLength(2)
  })

  test('does not evict a sandbox with an attempt in flight', async () => {
    const held = gate()
    const receiver = await useReceiver({ usually: held.answer })
    const { emulator, post } = await useWebhooks({ maxSandboxes: 2, webhooks: { url: receiver.url }, ...silent })
    const key = { authorization: 'Bearer sandbox_busy' }
    await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId }, key)
    await receiver.received(2)
    for (const other of ['one', 'two', 'three']) await emulator.sandbox(other).info()
    held.open()
    await emulator.sandbox('busy').clock.advance(0)
    expect((await emulator.sandbox('busy').webhooks.list({ state: 'delivered' })).webhooks).toHaveLength(2)
  })
})
