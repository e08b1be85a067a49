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

test('an existing message is returned at once, complete', async () => {
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
      text: `Your verification code is ${body.message.code}.`,
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

test('a wait that starts before the send returns its message', async () => {
  const api = await useApi()
  const waiting = api.get(next)
  await sendTo(api, '+13035550000')
  await sendTo(api)
  expect((await waiting).body.message.phone_number).toBe(phone)
})

test('since returns the oldest message after the cursor, or waits for one', async () => {
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

test('a cursor from before a reset hides no later message', async () => {
  const api = await useApi()
  for (let i = 0; i < 3; i++) await sendTo(api)
  const { cursor } = (await api.get(next)).body
  await api.emulator.reset()
  for (let i = 0; i < 4; i++) await sendTo(api)
  expect((await api.get(`${next}?since=${cursor}`)).body.message.id).toBe('message_1')
  expect((await api.get(`${next}?since=7-1`)).body.message.id).toBe('message_1')
})

test('a wait that spans a reset returns the first message after it', async () => {
  const api = await useApi()
  for (let i = 0; i < 5; i++) await sendTo(api)
  const waiting = api.get(`${next}?since=0-5`)
  await api.emulator.reset()
  await sendTo(api)
  expect((await waiting).body).toMatchObject({ message: { id: 'message_1' }, cursor: '1-1' })
})

test('channel returns messages of that channel only', async () => {
  const api = await useApi()
  await sendTo(api, phone, 'call')
  await sendTo(api)
  expect((await api.get(`${next}?channel=call`)).body.message.channel).toBe('call')
  expect((await api.get(`${next}?channel=whatsapp&timeout=0`)).status).toBe(408)
})

test('Accept: text/plain returns the code and nothing else', async () => {
  const api = await useApi()
  await sendTo(api)
  const { code } = (await api.get(next)).body.message
  const response = await api.emulator.fetch(`${api.emulator.url.replace('/v2', '')}${next.slice(1)}`, {
    headers: { accept: 'text/plain' },
  })
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(await response.text()).toBe(code)
})

describe('a timeout is 408 and names the messages that did arrive', () => {
  const timedOut = async (api: Api, query = '', headers = {}) => {
    const reply = await api.get(`${next}?timeout=0${query}`, headers)
    expect(reply.status).toBe(408)
    return reply.body.detail ?? reply.body
  }

  test('408 says that nothing was sent at all', async () => {
    const api = await useApi()
    expect(await timedOut(api)).toMatch(
      /^No message to \+13035551234 within 0 s: nothing has been sent in sandbox "default"\. Check that your/,
    )
  })

  test('408 lists messages to other numbers', async () => {
    const api = await useApi()
    await sendTo(api, '+13035550004')
    await sendTo(api, '+13035550005')
    expect(await timedOut(api)).toContain('messages went to +13035550005, +13035550004, none to +13035551234')
  })

  test('408 names a message by another channel or before the cursor', async () => {
    const api = await useApi()
    await sendTo(api)
    expect(await timedOut(api, '&channel=call')).toBe(
      'No message by call to +13035551234 within 0 s: the newest message to this number came by sms.',
    )
    expect(await timedOut(api, '&since=0-1')).toContain(
      'the newest message to this number is not after the given cursor',
    )
  })

  test('408 is plain text on request', async () => {
    expect(await timedOut(await useApi(), '', { accept: 'text/plain' })).toMatch(/^No message to/)
  })
})

test('the list is newest first, filtered by number and channel, at most limit long', async () => {
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
  // An unescaped plus sign arrives as a space.
  expect(await ids('?phone_number=+13035551234')).toEqual(['message_3', 'message_1'])
  expect(await ids('?phone_number=%2B13035551234&channel=sms')).toEqual(['message_1'])
})

describe('sandboxes', () => {
  test('the sandbox is chosen by ?sandbox=, by key, or is the default one', async () => {
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

  test('two sandboxes share no messages', async () => {
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
  ['?timeout=ten', 'Invalid duration "ten". Examples: 90s, 5m, 2h30m, 1d, 250ms, or 500 for milliseconds.'],
  ['?timeout=', 'Invalid duration "". Examples: 90s, 5m, 2h30m, 1d, 250ms, or 500 for milliseconds.'],
  ['?timeout=6m', 'timeout must be at most 5m, not "6m".'],
  ['?timeout=300001', 'timeout must be at most 5m, not "300001".'],
  ['?channel=fax', 'Unknown value of channel "fax". Expected one of: sms, call, flashcall, whatsapp.'],
  ['?since=yesterday', 'since="yesterday" is not a valid cursor. Use the cursor of an earlier response.'],
  [
    '?sandbox=..',
    '".." is not a valid sandbox name. Use 1 to 100 letters, digits, dots, dashes and underscores, not beginning with a dot.',
  ],
])('the query %s is refused with a sentence', async (query, detail) => {
  const { get } = await useApi()
  const { status, body, headers } = await get(next + query)
  expect(status).toBe(400)
  expect(headers.get('content-type')).toContain('application/problem+json')
  expect(body).toEqual({ type: 'about:blank', title: 'Bad Request', status: 400, detail })
})

test('waiting for an invalid phone number is refused at once', async () => {
  const { get } = await useApi()
  const { status, body } = await get('//_emulator/inbox/3035551234/next')
  expect(status).toBe(400)
  expect(body.detail).toBe(
    '"3035551234" is not a phone number in E.164. Write it with its plus sign, like +13035551234.',
  )
})

test('closing ends a wait with 503', async () => {
  const api = await useApi()
  const waiting = api.get(next)
  // The wait is open once the server has answered a later request.
  await api.get('//health')
  await api.emulator.close()
  expect((await waiting).status).toBe(503)
})

test('the wait of a caller that disconnects is dropped', async () => {
  const { emulator } = await useApi()
  const gone = new AbortController()
  const waiting = emulator.fetch(`${emulator.url.replace('/v2', '')}/_emulator/inbox/${phone}/next?timeout=5m`, {
    signal: gone.signal,
  })
  await emulator.clock.now()
  gone.abort()
  await expect(waiting).rejects.toThrow('aborted')
})
