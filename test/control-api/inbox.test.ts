import { describe, expect, test } from 'vitest'
import { type Api, useApi } from '../support/emulator.js'

const phone = '+13035551234'
const next = `//_emulator/inbox/${phone}/next`

const sendTo = (api: Api, phone_number = phone, channel = 'sms', key = api.emulator.apiKey) =>
  api.post(
    `/verifications/${channel}`,
    { phone_number, verify_profile_id: api.emulator.profileId },
    { authorization: `Bearer ${key}` },
  )

test('the newest message that is already there is answered at once, with everything', async () => {
  const api = await useApi()
  await sendTo(api)
  const started = await sendTo(api)
  const { status, body } = await api.get(next)
  expect(status).toBe(200)
  expect(body).toEqual({
    message: {
      id: 'message_2',
      phone_number: phone,
      channel: 'sms',
      code: expect.stringMatching(/^\d{5}$/),
      text: `Your verification code is \`${body.message.code}\`.`,
      verification_id: started.body.data.id,
      from: '+13035550100',
      sent_at: '2026-01-31T09:30:00.123Z',
      expires_at: '2026-01-31T09:35:00.123Z',
      status: 'pending',
      delivery: 'delivered',
      failed_checks: 0,
    },
    cursor: '0-2',
  })
})

test('a wait that begins before the send is answered by it', async () => {
  const api = await useApi()
  const waiting = api.get(next)
  await sendTo(api, '+13035550000')
  await sendTo(api)
  expect((await waiting).body.message.phone_number).toBe(phone)
})

test('since: the oldest one after the cursor, waiting if there is none yet', async () => {
  const api = await useApi()
  await sendTo(api)
  const { cursor } = (await api.get(next)).body
  const waiting = api.get(`${next}?since=${cursor}`)
  await sendTo(api)
  await sendTo(api)
  expect((await waiting).body.message.id).toBe('message_2')
  expect((await api.get(`${next}?since=${cursor}`)).body.message.id).toBe('message_2')
  expect((await api.get(`${next}?since=0-2`)).body.message.id).toBe('message_3')
})

test('a cursor from before a reset hides nothing that came after it', async () => {
  const api = await useApi()
  for (let i = 0; i < 3; i++) await sendTo(api)
  const { cursor } = (await api.get(next)).body
  await api.emulator.reset()
  for (let i = 0; i < 4; i++) await sendTo(api)
  expect((await api.get(`${next}?since=${cursor}`)).body.message.id).toBe('message_1')
  expect((await api.get(`${next}?since=7-1`)).body.message.id).toBe('message_1')
})

test('a wait that a reset overtakes is answered by what comes after it', async () => {
  const api = await useApi()
  for (let i = 0; i < 5; i++) await sendTo(api)
  const waiting = api.get(`${next}?since=0-5`)
  await api.emulator.reset()
  await sendTo(api)
  expect((await waiting).body).toMatchObject({ message: { id: 'message_1' }, cursor: '1-1' })
})

test('channel: only messages of that channel', async () => {
  const api = await useApi()
  await sendTo(api, phone, 'call')
  await sendTo(api)
  expect((await api.get(`${next}?channel=call`)).body.message.channel).toBe('call')
  expect((await api.get(`${next}?channel=whatsapp&timeout=0`)).status).toBe(408)
})

test('Accept: text/plain answers the code and nothing else', async () => {
  const api = await useApi()
  await sendTo(api)
  const { code } = (await api.get(next)).body.message
  const response = await api.emulator.fetch(`${api.emulator.url.replace('/v2', '')}${next.slice(1)}`, {
    headers: { accept: 'text/plain' },
  })
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(await response.text()).toBe(code)
})

describe('after the time-out, 408 and what did arrive', () => {
  const timedOut = async (api: Api, query = '', headers = {}) => {
    const reply = await api.get(`${next}?timeout=0${query}`, headers)
    expect(reply.status).toBe(408)
    return reply.body.detail ?? reply.body
  }

  test('nothing at all', async () => {
    const api = await useApi()
    expect(await timedOut(api)).toMatch(
      /^No message to \+13035551234 within 0 s: nothing at all has been sent in sandbox "default"; is your/,
    )
  })

  test('messages to others', async () => {
    const api = await useApi()
    await sendTo(api, '+13035550004')
    await sendTo(api, '+13035550005')
    expect(await timedOut(api)).toContain('messages went to +13035550005, +13035550004, none to +13035551234')
  })

  test('a message by another channel, or before the cursor', async () => {
    const api = await useApi()
    await sendTo(api)
    expect(await timedOut(api, '&channel=call')).toBe(
      'No message by call to +13035551234 within 0 s: the newest message to it came by sms.',
    )
    expect(await timedOut(api, '&since=0-1')).toContain('the newest message to it came not after the cursor you gave')
  })

  test('as plain text for those who want that', async () => {
    expect(await timedOut(await useApi(), '', { accept: 'text/plain' })).toMatch(/^No message to/)
  })
})

test('the list: newest first, by number and channel, at most limit', async () => {
  const api = await useApi()
  await sendTo(api)
  await sendTo(api, '+13035550000', 'call')
  await sendTo(api, phone, 'whatsapp')
  const ids = async (query: string) => {
    const { body } = await api.get(`//_emulator/inbox${query}`)
    return body.messages.map(({ id }: { id: string }) => id)
  }
  expect(await ids('')).toEqual(['message_3', 'message_2', 'message_1'])
  expect(await ids('?limit=2')).toEqual(['message_3', 'message_2'])
  expect(await ids('?channel=call')).toEqual(['message_2'])
  expect(await ids('?phone_number=%2B13035551234')).toEqual(['message_3', 'message_1'])
  // A plus sign that nobody escaped arrives as a space.
  expect(await ids('?phone_number=+13035551234')).toEqual(['message_3', 'message_1'])
  expect(await ids('?phone_number=%2B13035551234&channel=sms')).toEqual(['message_1'])
})

describe('sandboxes', () => {
  test('by ?sandbox=, by key, or the default one', async () => {
    const api = await useApi()
    await sendTo(api, phone, 'sms', 'sandbox_a')
    const count = async (query: string, headers: Record<string, string>) =>
      (await api.get(`//_emulator/inbox${query}`, headers)).body.messages.length
    expect(await count('?sandbox=a', {})).toBe(1)
    expect(await count('', { authorization: 'Bearer sandbox_a' })).toBe(1)
    expect(await count('?sandbox=b', { authorization: 'Bearer sandbox_a' })).toBe(0)
    const bare = await api.emulator.fetch(`${api.emulator.url.replace('/v2', '')}/_emulator/inbox`)
    expect((await bare.json()).messages).toEqual([])
  })

  test('two sandboxes never meet', async () => {
    const api = await useApi()
    const [a, b] = [api.emulator.sandbox('a'), api.emulator.sandbox('b')]
    const waiting = b.inbox.next(phone)
    await sendTo(api, phone, 'sms', a.apiKey)
    await a.clock.advance('1h')
    await sendTo(api, phone, 'sms', b.apiKey)
    expect(await waiting).toMatchObject({ id: 'message_1', sentAt: '2026-01-31T09:30:00.123Z' })
    expect((await a.inbox.next(phone)).code).not.toBe((await waiting).code)
    await b.reset()
    expect(await a.inbox.list()).toHaveLength(1)
    expect(await b.inbox.list()).toHaveLength(0)
  })
})

test.each([
  ['?timeout=ten', '"ten" is no duration. Write it like 90s, 5m, 2h30m, 1d or 250ms, or as a number of milliseconds.'],
  ['?timeout=', '"" is no duration. Write it like 90s, 5m, 2h30m, 1d or 250ms, or as a number of milliseconds.'],
  ['?timeout=6m', 'timeout must be at most 5m, not "6m".'],
  ['?timeout=300001', 'timeout must be at most 5m, not "300001".'],
  ['?channel=fax', 'There is no channel "fax"; it is one of sms, call, flashcall, whatsapp.'],
  ['?since=yesterday', 'since="yesterday" is no cursor. Take it from an earlier answer.'],
  [
    '?sandbox=..',
    '".." is no name for a sandbox: 1 to 100 letters, digits, dots, dashes and underscores, not beginning with a dot.',
  ],
])('%s is refused with a sentence', async (query, detail) => {
  const { get } = await useApi()
  const { status, body, headers } = await get(next + query)
  expect(status).toBe(400)
  expect(headers.get('content-type')).toContain('application/problem+json')
  expect(body).toEqual({ type: 'about:blank', title: 'Bad Request', status: 400, detail })
})

test('waiting for what is no phone number is refused at once', async () => {
  const { get } = await useApi()
  const { status, body } = await get('//_emulator/inbox/3035551234/next')
  expect(status).toBe(400)
  expect(body.detail).toBe('"3035551234" is no phone number in E.164. Write it with its plus sign, like +13035551234.')
})

test('closing ends a wait with 503', async () => {
  const api = await useApi()
  const waiting = api.get(next)
  // The wait is open once the server has answered something that came after it.
  await api.get('//health')
  await api.emulator.close()
  expect((await waiting).status).toBe(503)
})

test('a caller that goes away is no longer waited for', async () => {
  const { emulator } = await useApi()
  const gone = new AbortController()
  const waiting = emulator.fetch(`${emulator.url.replace('/v2', '')}/_emulator/inbox/${phone}/next?timeout=5m`, {
    signal: gone.signal,
  })
  await emulator.clock.now()
  gone.abort()
  await expect(waiting).rejects.toThrow('aborted')
})
