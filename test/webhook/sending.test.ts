import { createHmac } from 'node:crypto'
import Telnyx from 'telnyx'
import { describe, expect, test } from 'vitest'
import { testTime, useApi } from '../support/emulator.js'
import { useReceiver } from '../support/receiver.js'
import { type Channel, channels, type Hooked, hook, phone_number, told, useWebhooks } from '../support/webhooks.js'

const year = 365 * 24 * 3600 * 1000

describe('W2: delivery to the handset', () => {
  const ways: readonly (readonly [outcome: string, delivery: string, events: readonly string[]])[] = [
    ['delivered', 'delivered', ['verify.sent', 'verify.delivered']],
    ['delayed', 'delivered', ['verify.sent', 'verify.delivered']],
    ['sending_failed', 'sending_failed', ['verify.failed']],
    ['delivery_failed', 'delivery_failed', ['verify.sent', 'verify.failed']],
    ['delivery_unconfirmed', 'delivery_unconfirmed', ['verify.sent', 'verify.failed']],
  ]
  // Whether a failure ends the verification depends on text or call; everything else is the same for every channel.
  const rows = channels.flatMap((channel) =>
    (channel === 'sms' || channel === 'call' ? ways : ways.slice(0, 1)).map((way) => [channel, ...way] as const),
  )

  test.each(rows)('W2: %s, %s', async (channel, outcome, delivery, events) => {
    const { emulator, start, receiver, get } = await useWebhooks()
    await emulator.scenarios.add({ match: { phoneNumber: phone_number }, outcome: outcome as never })
    const { id } = await start(channel)
    await emulator.clock.advance('30s')
    const { status } = (await get(`/verifications/${id}`)).body.data

    const failed = delivery !== 'delivered'
    const isUnanswered = failed && channel === 'call' && delivery !== 'delivery_unconfirmed'
    expect(status).toBe(isUnanswered ? 'error' : 'pending')
    expect(told(receiver)).toEqual([
      ...events.map((event) =>
        event === 'verify.sent'
          ? { event, delivery: 'sent', status: 'pending' }
          : { event, delivery, status: failed ? status : 'pending' },
      ),
      ...(isUnanswered ? [{ event: 'verification.complete', delivery, status: 'error' }] : []),
    ])
    expect(new Set(receiver.requests.map(({ webhook }) => webhook.data.payload.type))).toEqual(new Set([channel]))
  })
})

describe('W3: completion', () => {
  const ends = {
    accepted: ({ check }: Hooked) => check(),
    invalid: async ({ check }: Hooked) => {
      for (let wrong = 0; wrong < 5; wrong++) await check('000')
    },
    expired: ({ emulator }: Hooked) => emulator.clock.advance('300s'),
  }
  const rows = [
    ...Object.entries(ends).map(([status, end]) => ['sms', status, end] as const),
    ...channels.slice(1).map((channel) => [channel, 'accepted', ends.accepted] as const),
  ]

  test.each(rows)('W3: %s, %s', async (channel, status, end) => {
    const hooked = await useWebhooks()
    const { id } = await hooked.start(channel)
    await end(hooked)
    await hooked.emulator.clock.advance(0)
    expect((await hooked.get(`/verifications/${id}`)).body.data.status).toBe(status)
    expect(told(hooked.receiver)).toEqual([
      { event: 'verify.sent', delivery: 'sent', status: 'pending' },
      { event: 'verify.delivered', delivery: 'delivered', status: 'pending' },
      { event: 'verification.complete', delivery: 'delivered', status },
    ])
  })

  test.each(['call', 'flashcall'] as const)('W3, C11: an unanswered %s completes with error', async (channel) => {
    const { emulator, start, receiver, get } = await useWebhooks()
    await emulator.scenarios.add({ match: {}, outcome: 'delivery_failed', delay: '7s' })
    const { id, status } = await start(channel)
    expect(status).toBe('pending')
    await emulator.clock.advance('7s')
    expect((await get(`/verifications/${id}`)).body.data.status).toBe('error')
    expect(told(receiver)).toEqual([
      { event: 'verify.sent', delivery: 'sent', status: 'pending' },
      { event: 'verify.failed', delivery: 'delivery_failed', status: 'error' },
      { event: 'verification.complete', delivery: 'delivery_failed', status: 'error' },
    ])
    const [complete] = await emulator.webhooks.trigger({ eventType: 'verification.complete' })
    expect(JSON.parse(complete?.attempts[0]?.request.body ?? '').data.payload.status).toBe('error')
  })

  test('W3: a submitted status completes a verification, once', async () => {
    const { emulator, start, post, receiver } = await useWebhooks()
    const { id } = await start('sms', { custom_code: '12345' })
    await post(`/verifications/${id}/actions/verify`, { status: 'rejected' })
    await emulator.clock.advance('10m')
    expect(told(receiver).map(({ status }) => status)).toEqual(['pending', 'pending', 'invalid'])
  })

  test('W3: a verification expires without a request', async () => {
    const { start, receiver } = await useWebhooks({ now: Date.now })
    await start('sms', { timeout_secs: 1 })
    const [, , last] = await receiver.received(3)
    expect(last?.webhook.data).toMatchObject({ event_type: 'verification.complete', payload: { status: 'expired' } })
  })

  test.each([
    ['verify.completed', ['verify.sent', 'verify.delivered', 'verify.completed']],
    ['off', ['verify.sent', 'verify.delivered']],
  ])('W3: the name of the completion event is configurable: %s', async (completionEvent, events) => {
    const { emulator, start, check, receiver, profileId } = await useWebhooks({ webhooks: { completionEvent } })
    await start()
    await check()
    await emulator.clock.advance(0)
    expect(told(receiver).map(({ event }) => event)).toEqual(events)
    if (completionEvent === 'off') return
    const complete = receiver.requests.find(({ webhook }) => webhook.data.event_type === completionEvent)
    expect(complete?.webhook.data.payload.verify_profile_id).toBe(profileId)
    const [triggered] = await emulator.webhooks.trigger({ eventType: completionEvent })
    expect(JSON.parse(triggered?.attempts[0]?.request.body ?? '').data.payload.verify_profile_id).toBe(profileId)
  })
})

describe('the request', () => {
  const at = '2026-01-31T09:30:00.123'
  const bodyOf = (id: string, profileId: string, url: string, about: object, beside: object = {}) => ({
    data: {
      event_type: 'verify.sent',
      id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/),
      occurred_at: `${at}+00:00`,
      ...about,
      payload: {
        created_at: `${at}000`,
        custom_code: null,
        delivery_status: 'sent',
        extension: null,
        failed_attempts: 0,
        id,
        mccmnc: null,
        phone_number,
        profile_id: profileId,
        record_type: 'verification',
        status: 'pending',
        timeout_secs: null,
        type: 'sms',
        updated_at: `${at}000`,
        ...beside,
      },
      record_type: 'event',
    },
    meta: { attempt: 1, delivered_to: url },
  })

  test.each<[string, object, object]>([
    ['verify.sent', {}, {}],
    ['verify.delivered', { delivery_status: 'delivered' }, {}],
    ['verify.failed', { delivery_status: 'delivery_failed' }, { scenario: 'delivery_failed' }],
    ['verification.complete', { delivery_status: 'delivered', status: 'accepted' }, { isChecked: true }],
  ])(
    'W4, W5: %s is posted field by field',
    async (event_type, beside, { scenario, isChecked }: { scenario?: string; isChecked?: boolean }) => {
      const { emulator, start, check, receiver, profileId } = await useWebhooks()
      if (scenario !== undefined) await emulator.scenarios.add({ match: {}, outcome: scenario as never })
      const { id } = await start()
      if (isChecked) await check()
      await emulator.clock.advance(0)
      const { webhook, headers, body } =
        receiver.requests.find(({ webhook }) => webhook.data.event_type === event_type) ?? {}
      const profile = isChecked ? { verify_profile_id: profileId } : {}
      const expected = bodyOf(id, profileId, receiver.url, { event_type }, { ...beside, ...profile })
      expect(webhook).toEqual(expected)
      // In the order of the documented example, without whitespace.
      expect(body).toBe(JSON.stringify({ ...expected, data: { ...expected.data, id: webhook?.data.id } }))
      expect(headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'telnyx-webhooks' })
      expect(Object.keys(headers ?? {}).filter((name) => name.startsWith('webhook-'))).toEqual([])
    },
  )

  test('W5: the payload has the code, timeout and extension of the request, and the number of wrong codes', async () => {
    const { emulator, start, check, receiver } = await useWebhooks()
    await start('call', { custom_code: '43612', timeout_secs: 60, extension: '1w2' })
    await check('00000')
    await check('43612')
    await emulator.clock.advance(0)
    const facts = { custom_code: '43612', timeout_secs: 60, extension: '1w2', mccmnc: null, type: 'call' }
    for (const { webhook } of receiver.requests) expect(webhook.data.payload).toMatchObject(facts)
    expect(receiver.requests.map(({ webhook }) => webhook.data.payload.failed_attempts).sort()).toEqual([0, 0, 1])
  })

  test('W5: updated_at is the time of what an event tells, and moves with each of them', async () => {
    const { emulator, start, receiver, get, check } = await useWebhooks()
    await emulator.clock.freeze()
    await emulator.scenarios.add({ match: {}, outcome: 'delayed', delay: '5s' })
    const { id, created_at } = await start()
    const later = (ms: number) => new Date(Date.parse(`${created_at}Z`) + ms).toISOString().replace('Z', '000')
    const read = async () => (await get(`/verifications/${id}`)).body.data.updated_at
    expect(await read()).toBe(created_at)
    await emulator.clock.advance('5s')
    expect(await read()).toBe(later(5000))
    await emulator.clock.advance('2s')
    await check()
    await emulator.clock.advance('1s')
    expect(await read()).toBe(later(7000))
    await emulator.webhooks.trigger({ eventType: 'verify.delivered' })
    const all = receiver.requests.map(({ webhook: { data } }) => [data.event_type, data.payload.updated_at])
    expect(all).toEqual([
      ['verify.sent', created_at],
      ['verify.delivered', later(5000)],
      ['verification.complete', later(7000)],
      ['verify.delivered', later(8000)],
    ])
    for (const { webhook } of receiver.requests)
      expect(Date.parse(webhook.data.occurred_at)).toBe(Date.parse(`${webhook.data.payload.updated_at}Z`))
  })

  test('W5: the payload omits a timeout that comes from the profile', async () => {
    const { start, receiver } = await useWebhooks({ profile: { sms: { default_verification_timeout_secs: 60 } } })
    expect((await start()).timeout_secs).toBe(60)
    const [first] = await receiver.received(1)
    expect(first?.webhook.data.payload.timeout_secs).toBeNull()
  })

  test('W4: occurred_at is the time of the sandbox’s clock, with milliseconds and a zone', async () => {
    const { emulator, start, receiver } = await useWebhooks()
    await emulator.scenarios.add({ match: {}, outcome: 'delayed', delay: '1m' })
    await start()
    await emulator.clock.advance('1h')
    expect(receiver.requests.map(({ webhook }) => webhook.data.occurred_at)).toEqual([
      '2026-01-31T09:30:00.123+00:00',
      '2026-01-31T09:31:00.123+00:00',
      '2026-01-31T09:35:00.123+00:00',
    ])
  })
})

describe('W1: the URL', () => {
  const posted = async (profile: object, options = {}) => {
    const hooked = await useWebhooks({ profile, ...options })
    await hooked.start()
    await hooked.emulator.clock.advance(0)
    return hooked
  }

  test('W1: a profile without a URL has no webhooks', async () => {
    const { emulator, receiver } = await posted({ webhook_url: '' })
    expect(receiver.requests).toEqual([])
    expect(await emulator.webhooks.list()).toMatchObject({ webhooks: [], pending: 0, refused: 0 })
  })

  test('W1: a profile with a failover URL alone gets webhooks there', async () => {
    const second = await useReceiver()
    const { receiver } = await posted({ webhook_url: '', webhook_failover_url: second.url })
    expect([receiver.requests.length, second.requests.length]).toEqual([0, 2])
    expect(second.requests[0]?.webhook.meta).toEqual({ attempt: 1, delivered_to: second.url })
  })

  test('W1: --webhook-url applies only to profiles without a URL', async () => {
    const fallback = await useReceiver()
    const { emulator, post, receiver } = await posted({}, { webhooks: { url: fallback.url } })
    expect([receiver.requests.length, fallback.requests.length]).toEqual([2, 0])
    await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
    await emulator.clock.advance(0)
    expect([receiver.requests.length, fallback.requests.length]).toEqual([2, 2])
  })

  test('W1: a changed URL applies to later events', async () => {
    const [later, last] = [await useReceiver(), await useReceiver()]
    const { emulator, patch, check, receiver, profileId } = await posted({})
    await patch(`/verify_profiles/${profileId}`, { webhook_url: later.url })
    await check()
    await emulator.clock.advance(0)
    expect([receiver.requests.length, later.requests.length]).toEqual([2, 1])
    await patch(`/verify_profiles/${profileId}`, { webhook_url: '', webhook_failover_url: last.url })
    await emulator.webhooks.trigger({ eventType: 'verify.sent' })
    expect([receiver.requests.length, later.requests.length, last.requests.length]).toEqual([2, 1, 1])
  })

  test('W1: a verification of a deleted profile sends no webhooks', async () => {
    const {
      emulator,
      delete: remove,
      receiver,
      profileId,
    } = await posted({}, { webhooks: { url: 'http://127.0.0.1:9/' } })
    await remove(`/verify_profiles/${profileId}`)
    await emulator.clock.advance('10m')
    expect(told(receiver).map(({ event }) => event)).toEqual(['verify.sent', 'verify.delivered'])
  })

  test('W1: each sandbox and each profile has its own URL', async () => {
    const { emulator, post, receiver } = await posted({})
    const other = await useReceiver()
    const key = { authorization: 'Bearer sandbox_other' }
    const { body } = await post('/verify_profiles', { name: 'Other', webhook_url: other.url, sms: {} }, key)
    await post('/verifications/sms', { phone_number, verify_profile_id: body.data.id }, key)
    await emulator.sandbox('other').clock.advance(0)
    expect([receiver.requests.length, other.requests.length]).toEqual([2, 2])
    const { webhooks } = await emulator.sandbox('other').webhooks.list()
    expect(webhooks.map(({ urls }) => urls)).toEqual([[other.url], [other.url]])
  })
})

describe('W6: the signature', () => {
  const unwrapAll = async ({
    emulator,
    receiver,
  }: Pick<Awaited<ReturnType<typeof useWebhooks>>, 'emulator' | 'receiver'>) => {
    const client = new Telnyx({ apiKey: 'KEY', publicKey: await emulator.webhooks.publicKey() })
    for (const { body, headers } of receiver.requests) {
      expect(await client.webhooks.unwrap(body, { headers: headers as Record<string, string> })).toEqual(
        JSON.parse(body),
      )
    }
    return receiver.requests.length
  }

  test.each(channels)('W6: the official SDK accepts every event of %s', async (channel: Channel) => {
    const hooked = await useWebhooks({ now: Date.now })
    await hooked.start(channel)
    await hooked.check('none')
    await hooked.check()
    await hooked.receiver.received(3)
    expect(await unwrapAll(hooked)).toBe(3)
  })

  test('W6: the timestamp is wall-clock time, also when the sandbox’s clock is years ahead, frozen or set back', async () => {
    const hooked = await useWebhooks({ now: Date.now })
    for (const moment of [Date.now() + 9 * year, Date.now() - 9 * year]) {
      await hooked.emulator.clock.set(moment)
      await hooked.emulator.clock.freeze()
      await hooked.start()
      await hooked.emulator.clock.advance(0)
    }
    expect(await unwrapAll(hooked)).toBe(4)
    const years = hooked.receiver.requests.map(
      ({ webhook }) => Number(webhook.data.occurred_at.slice(0, 4)) - new Date().getUTCFullYear(),
    )
    expect(new Set(years.map(Math.sign))).toEqual(new Set([1, -1]))
  })

  test('W6: the timestamp has whole seconds of the given wall clock', async () => {
    const { start, receiver } = await useWebhooks()
    await start()
    const [first] = await receiver.received(1)
    expect(first?.headers['telnyx-timestamp']).toBe(String(Math.floor(testTime / 1000)))
    expect(Buffer.from(String(first?.headers['telnyx-signature-ed25519']), 'base64')).toHaveLength(64)
  })

  test('W6: the signature covers the sent bytes, including non-ASCII ones', async () => {
    const receiver = await useReceiver()
    const api = await useApi({ now: Date.now, webhooks: { completionEvent: 'ověření.dokončeno 🐎' } })
    const made = await api.post('/verify_profiles', { name: 'Žluť', webhook_url: receiver.url, sms: {} })
    const hooked = hook(api, receiver, made.body.data.id)
    await hooked.start()
    await hooked.check()
    await receiver.received(3)
    expect(await unwrapAll(hooked)).toBe(3)
    expect(told(receiver).at(-1)?.event).toBe('ověření.dokončeno 🐎')
  })

  test('W10: the headers that SDK 7.0 to 7.17 verifies are added on request and pass its check', async () => {
    const hooked = await useWebhooks({ now: Date.now, webhooks: { standardWebhooks: true } })
    await hooked.start()
    await hooked.receiver.received(2)
    expect(await unwrapAll(hooked)).toBe(2) // the headers of the real service are still sent
    const secret = Buffer.from(await hooked.emulator.webhooks.publicKey(), 'base64')
    for (const { headers, body, webhook } of hooked.receiver.requests) {
      const id = String(headers['webhook-id'])
      const stamp = String(headers['webhook-timestamp'])
      const expected = createHmac('sha256', secret).update(`${id}.${stamp}.${body}`).digest('base64')
      expect(headers['webhook-signature']).toBe(`v1,${expected}`)
      expect(id).toBe(webhook.data.id)
      expect(Math.abs(Number(stamp) - Date.now() / 1000)).toBeLessThan(300)
    }
  })
})
