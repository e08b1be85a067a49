import Telnyx from 'telnyx'
import { describe, expect, test } from 'vitest'
import { testTime, useApi } from '../support/emulator.js'
import { useReceiver } from '../support/receiver.js'
import { checkWebhook } from '../support/webhook-schema.js'
import { phone_number, told, useWebhooks } from '../support/webhooks.js'

const nowhere = '12345678-9abc-4def-8123-456789abcdef'
const problem = (status: number, detail: RegExp | string) => ({
  status,
  problem: { detail: expect.stringMatching(detail) },
})

describe('the list', () => {
  test('the list has each webhook with all attempts, newest first, and can be filtered', async () => {
    const { emulator, start, check, receiver } = await useWebhooks({
      receiver: { usually: ({ webhook }) => (webhook.data.event_type === 'verify.sent' ? 500 : 204) },
    })
    await start()
    await emulator.clock.advance('1s')
    const all = await emulator.webhooks.list()
    expect(all.webhooks.map(({ eventType, state }) => [eventType, state])).toEqual([
      ['verify.delivered', 'delivered'],
      ['verify.sent', 'pending'],
    ])
    expect([all.pending, all.refused]).toEqual([1, 0])
    const [, sent] = all.webhooks
    expect(sent).toMatchObject({
      phoneNumber: phone_number,
      fault: null,
      urls: [receiver.url],
      dueAt: new Date(testTime + 6000).toISOString(),
    })
    const [first] = sent?.attempts ?? []
    const posted = receiver.requests.find(({ webhook }) => webhook.data.event_type === 'verify.sent')
    expect(first).toMatchObject({
      number: 1,
      url: receiver.url,
      status: 500,
      error: expect.stringContaining('answered 500'),
      request: {
        body: posted?.body,
        headers: { 'telnyx-signature-ed25519': posted?.headers['telnyx-signature-ed25519'] },
      },
      response: { body: '' },
    })

    await check()
    await emulator.clock.advance('5s')
    const count = async (options: object) =>
      (await emulator.webhooks.list(options)).webhooks.map(({ eventType }) => eventType)
    expect(await count({ state: 'failed' })).toEqual(['verify.sent'])
    expect(await count({ state: 'delivered' })).toEqual(['verification.complete', 'verify.delivered'])
    expect(await count({ eventType: 'verify.delivered' })).toEqual(['verify.delivered'])
    expect(await count({ phoneNumber: phone_number, limit: 1 })).toEqual(['verification.complete'])
    expect(await count({ phoneNumber: '+13035559999' })).toEqual([])
    expect(await emulator.webhooks.get(sent?.id.toUpperCase() ?? '')).toMatchObject({ id: sent?.id, state: 'failed' })
  })

  test('the list refuses invalid filters', async () => {
    const { emulator, get } = await useWebhooks()
    await expect(emulator.webhooks.get(nowhere)).rejects.toMatchObject(
      problem(404, 'has no webhook delivery .* lists them'),
    )
    await expect(emulator.webhooks.redeliver(nowhere)).rejects.toMatchObject(problem(404, 'no webhook delivery'))
    expect((await get('//_emulator/webhooks?state=lost')).status).toBe(400)
    expect((await get('//_emulator/webhooks?limit=0')).status).toBe(400)
  })
})

describe('waiting for the next webhook webhook', () => {
  test('waiting happens on the server and continues from a cursor', async () => {
    const { emulator, start, check } = await useWebhooks({ webhooks: { completionEvent: 'verify.done' } })
    const waiting = emulator.webhooks.next({ eventType: 'verify.delivered' })
    const { id } = await start()
    const first = await waiting
    expect(first).toMatchObject({ verificationId: id, eventType: 'verify.delivered', attempts: [{ status: 204 }] })
    await emulator.clock.advance(0)
    const { cursor } = await emulator.webhooks.list()
    const next = emulator.webhooks.next({ since: cursor })
    await check()
    expect((await next).eventType).toBe('verify.done')
    const everything = await emulator.webhooks.next({ since: '0-0' })
    expect(['verify.sent', 'verify.delivered']).toContain(everything.eventType)
  })

  test('a wait that spans a reset returns the first webhook after it', async () => {
    const { emulator, start } = await useWebhooks({ profile: { webhook_url: '' } })
    const url = (await useReceiver()).url
    await emulator.webhooks.setUrl(url)
    await start()
    await emulator.clock.advance(0)
    const { cursor } = await emulator.webhooks.list()
    const waiting = emulator.webhooks.next({ since: cursor })
    await emulator.reset()
    await emulator.webhooks.setUrl(url)
    await emulator.fetch(`${emulator.url}/verifications/sms`, {
      method: 'POST',
      headers: { authorization: `Bearer ${emulator.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ phone_number, verify_profile_id: emulator.profileId }),
    })
    expect((await waiting).eventType).toMatch(/^verify\.(sent|delivered)$/)
  })

  test.each<[string, RegExp, object, boolean]>([
    ['nothing was sent', /nothing has been sent in sandbox "default"/, {}, false],
    ['a URL is missing', /no profile of this sandbox has a webhook_url/, { profile: { webhook_url: '' } }, true],
    ['no webhook matches', /no matching webhook was attempted after the given cursor/, {}, true],
    ['they are due later', /1 pending; advance the clock/, { receiver: { answers: [500] } }, true],
  ])('408 says why nothing matched: %s', async (_, sentence, options, isStarted) => {
    const { emulator, start } = await useWebhooks({ ...options, onWarning: () => {} })
    if (isStarted) await start()
    await emulator.clock.advance(0)
    const { cursor } = await emulator.webhooks.list()
    await expect(emulator.webhooks.next({ timeout: 0, since: cursor })).rejects.toMatchObject(problem(408, sentence))
  })

  test('closing the emulator ends a wait with 503', async () => {
    const { emulator } = await useWebhooks()
    const waiting = emulator.webhooks.next()
    const end = expect(waiting).rejects.toMatchObject(problem(503, 'shutting down'))
    await emulator.close()
    await end
  })
})

describe('redelivery', () => {
  test('W9: a redelivery is the same event, with the next attempt number, to the primary URL', async () => {
    const second = await useReceiver()
    const { emulator, start, receiver } = await useWebhooks({
      webhooks: { completionEvent: 'off' },
      profile: { webhook_failover_url: second.url },
      receiver: { answers: [500, 500, 500, 500] },
    })
    await emulator.scenarios.add({ match: {}, outcome: 'sending_failed' })
    await start()
    await emulator.clock.advance('6s')
    const [{ id, eventId }] = (await emulator.webhooks.list({ state: 'delivered' })).webhooks as never as [
      { id: string; eventId: string },
    ]
    expect(second.requests).toHaveLength(1)

    const again = await emulator.webhooks.redeliver(id)
    expect(again.attempts.map(({ number, status, url }) => [number, status, url]).slice(3)).toEqual([
      [4, 204, second.url],
      [5, 500, receiver.url],
    ])
    expect(again.state).toBe('delivered') // it was, whatever came of this one
    await emulator.webhooks.redeliver(id)
    const { webhook } = receiver.requests.at(-1) ?? {}
    expect([webhook?.data.id, webhook?.meta.attempt]).toEqual([eventId, 6])
    await emulator.clock.advance('1h')
    expect(receiver.requests).toHaveLength(5)
  })

  test('a redelivery can deliver a failed webhook', async () => {
    const { emulator, start } = await useWebhooks({ receiver: { answers: [500, 500] }, webhooks: { delays: [0] } })
    await start()
    await emulator.clock.advance(0)
    const { webhooks } = await emulator.webhooks.list({ state: 'failed' })
    expect(webhooks).toHaveLength(2)
    for (const { id } of webhooks) expect(await emulator.webhooks.redeliver(id)).toMatchObject({ state: 'delivered' })
  })

  test('a redelivery replaces the pending attempt', async () => {
    const { emulator, start, receiver } = await useWebhooks({ receiver: { answers: [500] } })
    await emulator.scenarios.add({ match: {}, outcome: 'sending_failed' })
    await start()
    await emulator.clock.advance(0)
    const [pending] = (await emulator.webhooks.list({ state: 'pending' })).webhooks
    expect(await emulator.webhooks.redeliver(pending?.id ?? '')).toMatchObject({ state: 'delivered', dueAt: null })
    await emulator.clock.advance('1m')
    expect(receiver.requests.map(({ webhook }) => webhook.meta.attempt)).toEqual([1, 2])
  })
})

describe('triggering', () => {
  test('triggering sends an event of the newest or the named verification', async () => {
    const { emulator, start, receiver } = await useWebhooks()
    const [older, newer] = [await start(), await start('whatsapp')]
    await emulator.clock.advance(0)
    const [first] = await emulator.webhooks.trigger({ eventType: 'verify.delivered' })
    const [second] = await emulator.webhooks.trigger({
      eventType: 'verify.delivered',
      verificationId: older.id.toUpperCase(),
    })
    expect([first?.verificationId, second?.verificationId]).toEqual([newer.id, older.id])
    expect(first).toMatchObject({ state: 'delivered', attempts: [{ status: 204 }] })
    expect(receiver.requests).toHaveLength(6)
  })

  test('a verification from a file is found by its ID as the file has it', async () => {
    const { emulator } = await useApi()
    const id = '12ADE33A-21C0-473B-B055-B3C836E1C292'
    await emulator.addRecords({ version: 1, verifications: [{ id, phone_number }] })
    const trigger = (verificationId: string) => emulator.webhooks.trigger({ eventType: 'verify.sent', verificationId })
    await expect(trigger(id)).rejects.toMatchObject(problem(400, 'The profile has no webhook_url'))
    await expect(trigger(nowhere)).rejects.toMatchObject(problem(404, 'has no verification'))
  })

  test('W2: a triggered event has the payload of its kind', async () => {
    const { emulator, start } = await useWebhooks()
    await start()
    await emulator.clock.advance(0)
    const payloadOf = async (event_type: string) => {
      const [posted] = await emulator.webhooks.trigger({ eventType: event_type })
      const { delivery_status, status } = JSON.parse(posted?.attempts[0]?.request.body ?? '').data.payload
      return [delivery_status, status]
    }
    expect(await payloadOf('verify.sent')).toEqual(['sent', 'pending'])
    expect(await payloadOf('verify.delivered')).toEqual(['delivered', 'pending'])
    expect(await payloadOf('verify.failed')).toEqual(['delivery_failed', 'pending'])
    expect(await payloadOf('verification.complete')).toEqual(['delivered', 'accepted'])
    await emulator.clock.advance('10m')
    expect(await payloadOf('verification.complete')).toEqual(['delivered', 'expired'])
  })

  test('a triggered event goes to the given URL with the given fault', async () => {
    const other = await useReceiver({ isChecked: false })
    const { emulator, start, receiver } = await useWebhooks()
    await start()
    await emulator.clock.advance(0)
    const posted = await emulator.webhooks.trigger({ eventType: 'verify.sent', url: other.url, fault: 'duplicate' })
    expect(posted.map(({ fault, urls }) => [fault, urls])).toEqual(Array(2).fill(['duplicate', [other.url]]))
    expect([receiver.requests.length, other.requests.length]).toEqual([2, 2])
  })

  test('triggering waits for its own webhook and for no other', async () => {
    const { emulator, start, receiver } = await useWebhooks({ receiver: { answers: ['hang', 'hang'] } })
    await start()
    await receiver.received(2)
    expect(await emulator.webhooks.trigger({ eventType: 'verify.sent' })).toMatchObject([{ state: 'delivered' }])
    expect((await emulator.webhooks.list()).pending).toBe(2)
    await emulator.clock.advance('1s')
  })

  test('triggering refuses impossible events', async () => {
    const { emulator, start, patch, profileId } = await useWebhooks()
    const { trigger } = emulator.webhooks
    await expect(trigger({ eventType: 'verify.sent' })).rejects.toMatchObject(
      problem(404, 'Sandbox "default" has no verification yet. Send a code first'),
    )
    await start()
    await emulator.clock.advance(0)
    await expect(trigger({ eventType: 'verify.sent', verificationId: nowhere })).rejects.toMatchObject(
      problem(404, `no verification ${nowhere}`),
    )
    await expect(trigger({ eventType: 'verify.read' })).rejects.toMatchObject(
      problem(422, 'Unknown event "verify.read". Did you mean verify.sent'),
    )
    await expect(trigger({ eventType: 'verify.sent', fault: 'lost' as never })).rejects.toMatchObject({ status: 422 })
    await patch(`/verify_profiles/${profileId}`, { webhook_url: '' })
    await expect(trigger({ eventType: 'verify.sent' })).rejects.toMatchObject(
      problem(400, 'has no webhook_url. .*--webhook-url'),
    )
  })
})

describe('the key', () => {
  test('W12: the public key is available to the control API, curl and the vendor’s client', async () => {
    const { emulator, get } = await useWebhooks()
    const key = await emulator.webhooks.publicKey()
    expect(Buffer.from(key, 'base64')).toHaveLength(32)
    expect((await get('//_emulator/webhooks/public-key', { accept: 'text/plain' })).body).toBe(key)
    expect((await get('//_emulator/webhooks/public-key')).body).toEqual({ public_key: key })
    expect((await get('/public_key')).body).toEqual({ data: { public: key } })
    expect((await get('/public_key', { authorization: '' })).status).toBe(401)
    expect(emulator.env.TELNYX_PUBLIC_KEY).toBe(key)
  })
})

describe('listening', () => {
  test('a listener gets every event, signed, including those of profiles without a URL, until it disconnects', async () => {
    const { emulator, start, check } = await useWebhooks({ now: Date.now, profile: { webhook_url: '' } })
    const client = new Telnyx({ apiKey: 'KEY', publicKey: await emulator.webhooks.publicKey() })
    const url = 'http://app.invalid/hooks'
    const leave = new AbortController()
    const heard: string[] = []
    const reading = (async () => {
      for await (const { headers, body } of emulator.webhooks.follow(url, { signal: leave.signal })) {
        const webhook = JSON.parse(body)
        expect(await client.webhooks.unwrap(body, { headers: { ...headers } })).toEqual(webhook)
        expect(checkWebhook(webhook)).toEqual([])
        expect(webhook.meta).toEqual({ attempt: 1, delivered_to: url })
        heard.push(webhook.data.event_type)
        if (heard.length === 3) return
      }
    })()
    await start()
    await check()
    await reading
    expect(heard).toEqual(['verify.sent', 'verify.delivered', 'verification.complete'])
    leave.abort()
    expect((await emulator.webhooks.list()).webhooks).toEqual([])
  })

  test('a stream over a port ends with the emulator', async () => {
    const { emulator, start } = await useWebhooks()
    const { url } = await emulator.listen()
    const stream = await fetch(`${url.replace('/v2', '')}/_emulator/webhooks/listen?url=http://app.invalid/`)
    await start()
    await emulator.clock.advance(0)
    await emulator.close()
    expect((await stream.text()).match(/^event: webhook$/gm)).toHaveLength(2)
  })

  test('listening requires the URL to forward to', async () => {
    const { get } = await useWebhooks()
    for (const query of ['', '?url=', '?url=localhost:3000']) {
      const { status, body } = await get(`//_emulator/webhooks/listen${query}`)
      expect([status, body.detail]).toEqual([400, expect.stringContaining('?url=http://localhost:3000/webhooks')])
    }
  })
})

test('the journal has an entry for each attempt, and coverage counts deliveries', async () => {
  const { emulator, start } = await useWebhooks({ receiver: { answers: [500, 500, 500, 500, 500] } })
  await start()
  await emulator.clock.advance('6s')
  const { entries } = await emulator.journal.list({ kind: 'webhook' })
  expect(entries.map(({ event }) => event).sort()).toEqual(['webhook.delivered', ...Array(5).fill('webhook.failed')])
  expect(entries.every((entry) => entry.phoneNumber === phone_number)).toBe(true)
  const { webhooks } = await emulator.server.coverage.get()
  expect(Object.keys(webhooks)).toEqual(['verify.sent', 'verify.delivered', 'verify.failed', 'verification.complete'])
  expect(Object.values(webhooks).reduce((sum, count) => sum + count)).toBe(1)
})

describe('W11: the list of the vendor’s API', () => {
  test('W11: finished deliveries are listed newest first, the latest attempt first', async () => {
    const { emulator, start, get, receiver } = await useWebhooks({
      receiver: {
        usually: ({ webhook }) => (webhook.data.event_type === 'verify.sent' ? 500 : { status: 200, body: 'ok' }),
      },
    })
    await start()
    await emulator.clock.advance('1s')
    const pending = (await emulator.webhooks.list({ state: 'pending' })).webhooks[0]
    expect((await get(`/webhook_deliveries/${pending?.id}`)).status).toBe(404)
    expect((await get('/webhook_deliveries')).body.data).toHaveLength(1)
    await emulator.clock.advance('5s')

    const { data, meta } = (await get('/webhook_deliveries')).body
    expect(meta).toEqual({ total_pages: 1, total_results: 2, page_number: 1, page_size: 20 })
    expect(data.map(({ webhook, status }: never) => [(webhook as { event_type: string }).event_type, status])).toEqual([
      ['verify.delivered', 'delivered'],
      ['verify.sent', 'failed'],
    ])
    const [delivered, failed] = data
    expect(failed).toMatchObject({
      id: pending?.id,
      record_type: 'webhook_delivery',
      started_at: '2026-01-31T09:30:00.123Z',
    })
    expect(failed.attempts.map(({ started_at }: { started_at: string }) => started_at.slice(17, 19))).toEqual([
      '06',
      '01',
      '00',
    ])
    const posted = receiver.requests.find(({ webhook }) => webhook.data.event_type === 'verify.delivered')
    expect(delivered.webhook).toEqual(posted?.webhook.data)
    expect(delivered.attempts).toMatchObject([
      { status: 'delivered', http: { request: { url: receiver.url }, response: { status: 200, body: 'ok' } } },
    ])
    expect(delivered.attempts[0].http.request.headers).toContainEqual(['user-agent', 'telnyx-webhooks'])
    expect((await get(`/webhook_deliveries/${delivered.id}`)).body.data).toEqual(delivered)
    expect((await get(`/webhook_deliveries/${nowhere}`)).body.errors[0].code).toBe('10005')
  })

  test('W11: the list has pages and filters', async () => {
    const { emulator, start, check, get } = await useWebhooks()
    await start()
    await emulator.clock.advance('10s')
    await check()
    await emulator.clock.advance(0)
    const events = async (query: string) => {
      const { status, body } = await get(`/webhook_deliveries?${query}`)
      return status === 200
        ? body.data.map(({ webhook }: { webhook: { event_type: string } }) => webhook.event_type).sort()
        : status
    }
    const way = ['verify.delivered', 'verify.sent']
    const late = '2026-01-31T09:30:05Z'
    expect(await events('')).toEqual(['verification.complete', ...way])
    expect(await events('filter[event_type]=verify.sent,verify.delivered')).toEqual(way)
    expect(await events('filter[status][eq]=failed')).toEqual([])
    expect(await events('filter[status][eq]=delivered&filter[event_type]=verify.sent')).toEqual(['verify.sent'])
    expect(await events('filter[webhook][contains]=accepted')).toEqual(['verification.complete'])
    expect(await events('filter[attempts][contains]=telnyx-webhooks')).toHaveLength(3)
    expect(await events(`filter[started_at][gte]=${late}`)).toEqual(['verification.complete'])
    expect(await events(`filter[started_at][lte]=${late}`)).toEqual(way)
    expect(await events(`filter[finished_at][gte]=${late}`)).toEqual(['verification.complete'])
    expect(await events(`filter[finished_at][lte]=${late}`)).toEqual(way)
    expect(await events('page[size]=2&page[number]=2')).toHaveLength(1)
    expect(await events('page[size]=0')).toBe(400)
  })

  test('W11: the official client reads the list page by page', async () => {
    const { emulator, start } = await useWebhooks()
    for (let count = 0; count < 3; count++) await start()
    await emulator.clock.advance(0)
    const client = new Telnyx({ baseURL: emulator.url, apiKey: emulator.apiKey, fetch: emulator.fetch })
    const ids: string[] = []
    for await (const { id } of client.webhookDeliveries.list({ 'page[size]': 4 })) ids.push(id ?? '')
    expect(new Set(ids).size).toBe(6)
    expect((await client.webhookDeliveries.retrieve(ids[0] ?? '')).data).toMatchObject({
      id: ids[0],
      status: 'delivered',
    })
  })
})

test('each event is listed once', async () => {
  const { emulator, start, check, receiver } = await useWebhooks()
  await start()
  await check()
  await emulator.clock.advance('1h')
  expect(told(receiver)).toHaveLength(3)
})
