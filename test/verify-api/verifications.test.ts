import { describe, expect, test } from 'vitest'
import { type Api, useApi } from '../support/emulator.js'

const phone_number = '+13035551234'

const start = (api: Pick<Api, 'post' | 'emulator'>, channel: string, body: object = {}) =>
  api.post(`/verifications/${channel}`, { phone_number, verify_profile_id: api.emulator.profileId, ...body })

test.each(['sms', 'call', 'flashcall', 'whatsapp'])('V1, V2: a verification is started by %s', async (channel) => {
  const api = await useApi()
  const { status, body } = await start(api, channel)
  expect(status).toBe(200)
  expect(body).toEqual({
    data: {
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      record_type: 'verification',
      type: channel,
      phone_number,
      verify_profile_id: api.emulator.profileId,
      status: 'pending',
      custom_code: null,
      timeout_secs: 300,
      created_at: '2026-01-31T09:30:00.123000',
      updated_at: '2026-01-31T09:30:00.123000',
    },
  })
  const { code } = await api.emulator.inbox.next(phone_number)
  const { id } = body.data
  for (const path of [`/verifications/${id}`, `/verifications/by_phone_number/${phone_number}`]) {
    expect(JSON.stringify((await api.get(path)).body.data).replaceAll(id, '')).not.toContain(`"${code}"`)
  }
})

test('V1, V2: a custom code is returned and used; a flash call ignores it', async () => {
  const api = await useApi()
  for (const channel of ['sms', 'call', 'whatsapp']) {
    expect((await start(api, channel, { custom_code: '43612' })).body.data.custom_code).toBe('43612')
    expect((await api.emulator.inbox.next(phone_number)).code).toBe('43612')
  }
  expect((await start(api, 'flashcall', { custom_code: '43612' })).body.data.custom_code).toBeNull()
  expect((await start(api, 'sms', { custom_code: null })).body.data.custom_code).toBeNull()
})

test('V2: the timeout of the request takes precedence over that of the section', async () => {
  const api = await useApi()
  const { body } = await api.post('/verify_profiles', { name: 'A', sms: { default_verification_timeout_secs: 42 } })
  expect((await start(api, 'sms', { verify_profile_id: body.data.id })).body.data.timeout_secs).toBe(42)
  expect((await start(api, 'sms', { verify_profile_id: body.data.id, timeout_secs: 7 })).body.data.timeout_secs).toBe(7)
  expect((await start(api, 'sms', { timeout_secs: 0 })).status).toBe(422)
})

test('a timeout beyond the maximum date is accepted', async () => {
  const api = await useApi()
  expect((await start(api, 'sms', { timeout_secs: 1e300 })).status).toBe(200)
  expect((await api.emulator.inbox.next(phone_number)).expiresAt).toBe('9999-12-31T23:59:59.999Z')
})

test.each(['12ade33a-21c0-473b-b055-b3c836e1c292', 'no-uuid', ''])(
  'V3: the profile "%s" is not found',
  async (verify_profile_id) => {
    const api = await useApi()
    const { status, body } = await start(api, 'sms', { verify_profile_id })
    expect(status).toBe(400)
    expect(body.errors[0]).toMatchObject({ code: '10015', title: 'Bad Request', detail: 'Profile not found' })
  },
)

describe('V4', () => {
  test.each([
    ['3035551234', '10016'],
    ['003035551234', '10016'],
    ['+1 303 555 1234', '10016'],
    ['+0303555123', '10016'],
    ['+1303555', '10002'],
    ['+130355512345', '10002'],
    ['+1234567890123456', '10016'],
    ['+999123456789', '10002'],
    ['', '10016'],
    ['+٣٠٣٥٥٥١٢٣٤', '10016'],
  ])('V4: "%s" is 400, %s', async (number, code) => {
    const api = await useApi()
    const { status, body, headers } = await start(api, 'sms', { phone_number: number })
    expect(status).toBe(400)
    expect(body.errors[0]).toMatchObject({ code, source: { pointer: '/phone_number' } })
    expect(headers.get('x-emulator-hint')).toBeTruthy()
  })

  test.each([
    '+13035551234',
    '+13125000000',
    '+15551234567',
    '+4915112345678',
    '+442071838750',
    '+88213123456',
    '+390669812345',
  ])('V4: "%s" is accepted', async (number) => {
    const api = await useApi()
    expect((await start(api, 'sms', { phone_number: number })).status).toBe(200)
  })
})

describe('V5', () => {
  test.each([
    ['+13035551234', ['US'], 200],
    ['+14165551234', ['US'], 400],
    ['+14165551234', ['CA'], 200],
    ['+18765551234', ['US', 'CA'], 400],
    ['+18765551234', ['JM'], 200],
    ['+15551234567', ['US'], 200],
    ['+442071838750', ['GB'], 200],
    ['+4915112345678', ['US', 'GB'], 400],
    ['+4915112345678', ['*'], 200],
    ['+4915112345678', [], 200],
  ])('V5: %s with %j is %i', async (number, whitelisted_destinations, status) => {
    const api = await useApi()
    const { body } = await api.post('/verify_profiles', { name: 'A', sms: { whitelisted_destinations }, call: {} })
    const reply = await start(api, 'sms', { phone_number: number, verify_profile_id: body.data.id })
    expect(reply.status).toBe(status)
    if (status === 400)
      expect(reply.body.errors[0]).toMatchObject({ code: '40309', title: 'Invalid destination region' })
  })

  test('V5: the list of destinations belongs to the section, not to the profile', async () => {
    const api = await useApi()
    const { body } = await api.post('/verify_profiles', {
      name: 'A',
      sms: { whitelisted_destinations: ['DE'] },
      call: {},
    })
    expect((await start(api, 'call', { verify_profile_id: body.data.id })).status).toBe(200)
  })
})

test('V6: a channel needs its section, except in the spec dialect', async () => {
  for (const dialect of ['docs', 'spec'] as const) {
    const api = await useApi({ dialect })
    const { body } = await api.post('/verify_profiles', { name: 'A', sms: {} })
    for (const channel of ['call', 'flashcall', 'whatsapp']) {
      const reply = await start(api, channel, { verify_profile_id: body.data.id })
      expect(reply.status).toBe(dialect === 'docs' ? 400 : 200)
      if (dialect === 'docs') expect(reply.body.errors[0].code).toBe('10015')
      if (dialect === 'docs') expect(reply.headers.get('x-emulator-hint')).toContain(`{"${channel}": {}}`)
    }
    await api.patch(`/verify_profiles/${body.data.id}`, { whatsapp: {} })
    expect((await start(api, 'whatsapp', { verify_profile_id: body.data.id })).status).toBe(200)
  }
})

test.each([
  ['123', 400],
  ['1234', 200],
  ['0123456789', 200],
  ['12345678901', 400],
  ['12a45', 400],
  ['', 400],
])('V7: the custom code "%s" is %i', async (custom_code, status) => {
  const api = await useApi()
  const reply = await start(api, 'sms', { custom_code })
  expect(reply.status).toBe(status)
  if (status === 400) expect(reply.body.errors[0]).toMatchObject({ code: '10015', source: { pointer: '/custom_code' } })
})

test.each([
  ['1www2WABCDw9*#', 200, undefined],
  ['', 200, undefined],
  [null, 200, undefined],
  ['12x', 422, '10032'],
  ['1'.repeat(50), 200, undefined],
  ['1'.repeat(51), 422, '10025'],
])('V7: the extension %s is %i', async (extension, status, code) => {
  const api = await useApi()
  const reply = await start(api, 'call', { extension })
  expect(reply.status).toBe(status)
  if (code) expect(reply.body.errors[0]).toMatchObject({ code, source: { pointer: '/extension' } })
})

describe('V8', () => {
  test('V8: codes have the length of the section; a flash call uses the length of the call section', async () => {
    const api = await useApi()
    const { body } = await api.post('/verify_profiles', {
      name: 'A',
      sms: { code_length: 8 },
      call: { code_length: 6 },
      flashcall: {},
      whatsapp: {},
    })
    const lengths: Record<string, number> = { sms: 8, call: 6, flashcall: 6, whatsapp: 5 }
    for (const [channel, length] of Object.entries(lengths)) {
      expect((await start(api, channel, { verify_profile_id: body.data.id })).status).toBe(200)
      expect((await api.emulator.inbox.next(phone_number)).code).toMatch(new RegExp(`^\\d{${length}}$`))
    }
    const alone = await api.post('/verify_profiles', { name: 'A', flashcall: {} })
    await start(api, 'flashcall', { verify_profile_id: alone.body.data.id })
    expect((await api.emulator.inbox.next(phone_number)).code).toMatch(/^\d{5}$/)
  })

  test('V8: codes may start with any digit and keep a leading zero', async () => {
    const api = await useApi()
    for (let i = 0; i < 300; i++) await start(api, 'sms')
    const codes = (await api.emulator.inbox.list({ limit: 300 })).map(({ code }) => code)
    expect(new Set(codes.map((code) => code[0])).size).toBe(10)
    expect(new Set(codes.map((code) => code.length))).toEqual(new Set([5]))
    expect(new Set(codes).size).toBeGreaterThan(290)
  })
})

test('V9: a second verification does not affect the first', async () => {
  const api = await useApi()
  const [first, second] = [
    await start(api, 'sms', { custom_code: '1111' }),
    await start(api, 'sms', { custom_code: '2222' }),
  ]
  const check = (id: string, code: string) => api.post(`/verifications/${id}/actions/verify`, { code })
  expect((await check(first.body.data.id, '1111')).body.data.response_code).toBe('accepted')
  expect((await check(second.body.data.id, '2222')).body.data.response_code).toBe('accepted')
})

test('V10: POST /v2/verifications is 404, and the hint names the new path', async () => {
  const api = await useApi()
  const reply = await api.post('/verifications', { type: 'sms', phone_number })
  expect(reply.status).toBe(404)
  expect(reply.headers.get('x-emulator-hint')).toContain('send POST /v2/verifications/sms')
})

test('V11: a verification is expired from the moment its timeout ends', async () => {
  const api = await useApi()
  const { body } = await start(api, 'sms', { timeout_secs: 10 })
  const getVerification = async () => (await api.get(`/verifications/${body.data.id}`)).body.data
  api.pass(9_999)
  expect((await getVerification()).status).toBe('pending')
  api.pass(1)
  expect(await getVerification()).toMatchObject({ status: 'expired', updated_at: '2026-01-31T09:30:10.123000' })
})

test('V12: the list of a number covers all profiles, newest first, in pages, and may be empty', async () => {
  const api = await useApi()
  const other = (await api.post('/verify_profiles', { name: 'A', sms: {} })).body.data.id
  const ids: string[] = []
  for (let i = 0; i < 30; i++) {
    ids.unshift((await start(api, 'sms', i % 2 ? { verify_profile_id: other } : {})).body.data.id)
  }
  await start(api, 'sms', { phone_number: '+13035550000' })
  const path = `/verifications/by_phone_number/${phone_number}`
  const list = async (query = '') => (await api.get(path + query)).body
  expect((await list()).data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 25))
  expect((await list()).meta).toEqual({ total_pages: 2, total_results: 30, page_number: 1, page_size: 25 })
  expect((await list('?page[number]=3&page[size]=12')).data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(24))
  const none = await api.get('/verifications/by_phone_number/+13035559999')
  expect(none.status).toBe(200)
  expect(none.body).toEqual({ data: [], meta: { total_pages: 0, total_results: 0, page_number: 1, page_size: 25 } })
})

test('V13: the handset receives the code in the format of its channel', async () => {
  const api = await useApi()
  const got: Record<string, { from: string; text: string; code: string }> = {}
  for (const channel of ['sms', 'call', 'flashcall', 'whatsapp']) {
    await start(api, channel, { phone_number: '+4915112345678' })
    got[channel] = await api.emulator.inbox.next('+4915112345678')
  }
  expect(got.sms).toMatchObject({ from: 'Telnyx', text: `Your verification code is ${got.sms?.code}.` })
  const spoken = `Your verification code is ${[...(got.call?.code ?? '')].join(' ')}.`
  expect(got.call?.text).toBe(`${spoken} ${spoken}`)
  expect(got.flashcall?.from).toMatch(new RegExp(`^\\+1\\d+${got.flashcall?.code}$`))
  expect(got.flashcall?.from).toHaveLength(12)
  expect(got.whatsapp?.text).toContain(got.whatsapp?.code)
})
