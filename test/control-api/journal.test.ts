import { describe, expect, test } from 'vitest'
import type { JournalEntry } from '../../src/index.js'
import { type Api, useApi } from '../support/emulator.js'

const phone_number = '+13035551234'
const byPhone = (phone = phone_number) => `/verifications/by_phone_number/${phone}/actions/verify`

const start = (api: Api, body: object = {}, headers = {}) =>
  api.post('/verifications/sms', { phone_number, verify_profile_id: api.emulator.profileId, ...body }, headers)
const check = (api: Api, code: string, headers = {}) =>
  api.post(byPhone(), { code, verify_profile_id: api.emulator.profileId }, headers)
const list = async (api: Api, query = '') => (await api.get(`//_emulator/journal${query}`)).body
const latest = async (api: Api): Promise<JournalEntry> => (await list(api, '?kind=request&limit=1')).entries[0]

test('a create and its check are listed with requests, a message, deliveries and a settlement, newest first', async () => {
  const api = await useApi()
  const { body: started } = await start(api, { custom_code: '48213' })
  await check(api, '48213')
  const { entries, cursor, capacity, dropped } = await list(api)
  const { id } = started.data
  expect(entries.map(({ cursor, kind, text }: JournalEntry) => `${cursor} ${kind}: ${text}`)).toEqual([
    `0-6 request: POST /v2${byPhone()} → 200 (accepted, C2)`,
    `0-5 verification: verification.accepted ${phone_number} (sms)`,
    '0-4 request: POST /v2/verifications/sms → 200',
    `0-3 delivery: delivery.delivered ${phone_number} (sms)`,
    `0-2 message: message.arrived ${phone_number} (sms): Your verification code is *****.`,
    `0-1 delivery: delivery.sent ${phone_number} (sms)`,
  ])
  for (const entry of entries)
    expect(entry).toMatchObject({ phone_number, verification_id: id, at: '2026-01-31T09:30:00.123Z' })
  expect({ cursor, capacity, dropped }).toEqual({ cursor: '0-6', capacity: 1000, dropped: 0 })
})

test('an entry of a request holds the request and the response', async () => {
  const api = await useApi()
  await api.post(
    byPhone('+13035550009'),
    { code: '48213', verify_profile_id: api.emulator.profileId },
    { 'user-agent': 'shop/1.0' },
  )
  const entry = await latest(api)
  expect(entry).toEqual({
    cursor: '0-1',
    at: '2026-01-31T09:30:00.123Z',
    kind: 'request',
    text: `POST /v2${byPhone('+13035550009')} → 404 (10005, C6)`,
    phone_number: '+13035550009',
    verification_id: null,
    operation: 'VerifyVerificationCodeByPhoneNumber',
    method: 'POST',
    path: `/v2${byPhone('+13035550009')}`,
    status: 404,
    decided: { rule: 'C6', scenario: null, fault: null, outcome: null, error_code: '10005' },
    hint: 'no verification was sent to +13035550009 in this sandbox',
    request: {
      headers: {
        authorization: 'Bearer sandbox_default',
        'content-type': 'application/json',
        'user-agent': 'shop/1.0',
      },
      body: { code: '*****', verify_profile_id: api.emulator.profileId },
    },
    answer: {
      headers: expect.objectContaining({
        'x-emulator-hint': 'no verification was sent to +13035550009 in this sandbox',
      }),
      body: { errors: [expect.objectContaining({ code: '10005', title: 'Resource not found' })] },
    },
  })
})

describe('the decision of an entry', () => {
  const profile_id = '4900019b-76da-b800-8000-000000000001'
  const unknownId = '00000000-0000-4000-8000-000000000000'
  const sms = { phone_number, verify_profile_id: profile_id }
  const wrongTimes = async (api: Api, times: number) => {
    await start(api, { custom_code: '11111' })
    for (let i = 0; i < times; i++) await check(api, '22222')
  }

  test.each<
    [rule: string, outcome: string | null, errorCode: string | null, what: string, act: (api: Api) => Promise<unknown>]
  >([
    [
      'C2',
      'accepted',
      null,
      'the right code',
      async (api) => (await start(api, { custom_code: '11111' })) && check(api, '11111'),
    ],
    ['C3', 'rejected', null, 'a wrong code', (api) => wrongTimes(api, 1)],
    ['C3', 'rejected', null, 'the fifth wrong code', (api) => wrongTimes(api, 5)],
    ['C4', 'max_attempts_exceeded', null, 'the sixth', (api) => wrongTimes(api, 6)],
    [
      'C5',
      'expired',
      null,
      'too late',
      async (api) => {
        await start(api, { custom_code: '11111' })
        await api.emulator.clock.advance('5m')
        await check(api, '11111')
      },
    ],
    ['C6', null, '10005', 'no verification', (api) => check(api, '11111')],
    [
      'C7',
      null,
      '10005',
      'a second use',
      async (api) => {
        await start(api, { custom_code: '11111' })
        for (let i = 0; i < 2; i++) await check(api, '11111')
      },
    ],
    [
      'C8',
      null,
      '10015',
      'a verdict on a generated code',
      async (api) => {
        const { body } = await start(api)
        await api.post(`/verifications/${body.data.id}/actions/verify`, { status: 'accepted' })
      },
    ],
    ['H1', null, '10005', 'no /v2', (api) => api.get('//verify_profiles')],
    ['H2', null, '10009', 'no key', (api) => api.get('/verify_profiles', { authorization: 'Basic YTpi' })],
    ['H6', null, '10005', 'an unknown path', (api) => api.get('/verify_profile')],
    ['H7', null, '10030', 'a wrong method', (api) => api.delete('/verifications/sms')],
    ['H8', null, '10023', 'malformed JSON', (api) => api.post('/verifications/sms', '{"phone_number"')],
    ['H8', null, '10029', 'no JSON', (api) => api.post('/verifications/sms', 'a=1', { 'content-type': 'text/plain' })],
    ['H8', null, '10015', 'over 1 MiB', (api) => api.post('/verifications/sms', `"${'x'.repeat(1024 * 1024)}"`)],
    ['H9', null, '10004', 'a missing field', (api) => api.post('/verifications/sms', { phone_number })],
    ['H10', null, '10026', 'a wrong type', (api) => api.post('/verifications/sms', { ...sms, timeout_secs: 'x' })],
    ['H15', null, '10015', 'a page out of range', (api) => api.get('/verify_profiles?page[size]=251')],
    ['V3', null, '10015', 'an unknown profile', (api) => start(api, { verify_profile_id: unknownId })],
    ['V4', null, '10016', 'not E.164', (api) => start(api, { phone_number: '3035551234' })],
    ['V4', null, '10002', 'an impossible number', (api) => start(api, { phone_number: '+99912345678' })],
    ['V7', null, '10015', 'a bad custom code', (api) => start(api, { custom_code: '123' })],
    ['V10', null, '10005', 'the old path', (api) => api.post('/verifications', sms)],
    ['P2', null, '10015', 'a profile without a channel', (api) => api.post('/verify_profiles', { name: 'x' })],
    [
      'P5',
      null,
      '10015',
      'a code length',
      (api) => api.post('/verify_profiles', { name: 'x', sms: { code_length: 11 } }),
    ],
    ['P14', null, '10005', 'an unknown id', (api) => api.get(`/verifications/${unknownId}`)],
    [
      'T4',
      null,
      '10015',
      'a template without a code',
      (api) => api.post('/verify_profiles/templates', { text: 'hello' }),
    ],
    [
      'N2',
      null,
      '10005',
      'no number code',
      (api) => api.post(`/verified_numbers/${phone_number}/actions/verify`, { verification_code: '123456' }),
    ],
    ['N3', null, '10005', 'no verified number', (api) => api.get(`/verified_numbers/${phone_number}`)],
  ])('rule %s decides: %s, %s for %s', async (rule, outcome, error_code, _what, act) => {
    const api = await useApi()
    await act(api)
    const { decided, text } = await latest(api)
    expect(decided).toEqual({ rule, scenario: null, fault: null, outcome, error_code })
    expect(text).toContain(`(${outcome ?? error_code}, ${rule})`)
  })

  test('a spend limit and a country are named as rules', async () => {
    const api = await useApi()
    const sms = { whitelisted_destinations: ['GB'] }
    const { body } = await api.post('/verify_profiles', {
      name: 'x',
      daily_spend_limit: 0.01,
      daily_spend_limit_enabled: true,
      sms,
      call: {},
    })
    const verify_profile_id = body.data.id
    await start(api, { verify_profile_id })
    expect((await latest(api)).decided).toMatchObject({ rule: 'V5', error_code: '40309' })
    await api.post('/verifications/call', { phone_number, verify_profile_id })
    expect((await latest(api)).decided).toMatchObject({ rule: 'P13', error_code: '40333' })
    await api.post('/verifications/flashcall', { phone_number, verify_profile_id })
    expect((await latest(api)).decided).toMatchObject({ rule: 'V6', error_code: '10015' })
  })

  test('a forced outcome names its scenario and no rule', async () => {
    const api = await useApi()
    await api.emulator.scenarios.add({ outcome: 'expired' })
    await start(api, { custom_code: '11111' })
    await check(api, '11111')
    expect((await latest(api)).decided).toEqual({
      rule: null,
      scenario: 'scenario_1',
      fault: null,
      outcome: 'expired',
      error_code: null,
    })
    expect((await latest(api)).text).toContain('→ 200 (expired, scenario_1)')
    await start(api, {}, { 'x-emulator-outcome': '20100' })
    expect(await latest(api)).toMatchObject({
      status: 403,
      decided: { rule: null, scenario: 'header', outcome: null, error_code: '20100' },
      request: { headers: { 'x-emulator-outcome': '20100' } },
    })
    await start(api, { phone_number: '+13035550112' })
    expect((await latest(api)).decided).toMatchObject({ scenario: 'test-number-13035550112', error_code: null })
  })

  test.each([
    [{ kind: 'status', status: 503 } as const, 503, '10007'],
    [{ kind: 'reset' } as const, 0, null],
    [{ kind: 'reset', at: 'after' } as const, 200, null],
    [{ kind: 'malformed' } as const, 200, null],
  ])('a fault is named as the reason: %j', async (fault, status, error_code) => {
    const api = await useApi()
    await api.emulator.faults.set([{ fault, times: 1 }])
    await start(api).catch(() => {}) // some give no answer
    const entry = await latest(api)
    expect(entry).toMatchObject({ status, decided: { rule: null, scenario: null, fault: 'fault_1', error_code } })
    expect(entry.text).toBe(
      `POST /v2/verifications/sms → ${status === 0 ? 'no answer' : status} (${error_code ? `${error_code}, ` : ''}fault_1)`,
    )
  })
})

describe('the filters of the journal', () => {
  async function useTraffic(): Promise<Api> {
    const api = await useApi()
    await start(api)
    await api.get('/verify_profiles')
    await start(api, { phone_number: '+13035550000' })
    await check(api, 'wrong')
    await api.get('/nowhere')
    return api
  }

  test.each([
    [
      '',
      [
        'request',
        'request',
        'request',
        'delivery',
        'message',
        'delivery',
        'request',
        'request',
        'delivery',
        'message',
        'delivery',
      ],
    ],
    ['?kind=message', ['message', 'message']],
    ['?kind=verification', []],
    ['?operation=CreateVerificationSms', ['request', 'request']],
    ['?phone_number=%2B13035550000', ['request', 'delivery', 'message', 'delivery']],
    // An unescaped plus sign and a missing one.
    ['?phone_number=+13035550000&kind=request', ['request']],
    ['?phone_number=13035550000&kind=request', ['request']],
    ['?status=404', ['request']],
    ['?status=404&operation=ListProfiles', []],
    ['?limit=2', ['request', 'request']],
    ['?since=0-9', ['request', 'request']],
    ['?since=0-11', []],
  ])('%s', async (query, kinds) => {
    const api = await useTraffic()
    expect((await list(api, query)).entries.map(({ kind }: JournalEntry) => kind)).toEqual(kinds)
  })

  test.each([
    [
      '?operation=CreateVerificationSMS',
      'Unknown operation "CreateVerificationSMS". Did you mean CreateVerificationSms?',
    ],
    ['?kind=requests', 'Unknown value of kind "requests". Did you mean request?'],
    ['?status=ok', 'status must be a whole number from 0 to 599, not "ok".'],
    ['?limit=0', 'limit must be a whole number from 1 to 100000, not "0".'],
    ['?codes=yes', 'Unknown value of codes "yes". Expected one of: masked, shown.'],
    ['?since=now', 'since="now" is not a valid cursor. Use the cursor of an earlier response.'],
    ['?phone_numbr=1', 'Unknown query parameter "phone_numbr". Did you mean phone_number?'],
  ])('the query %s is refused with a sentence', async (query, detail) => {
    const { get } = await useApi()
    const { status, body } = await get(`//_emulator/journal${query}`)
    expect(status).toBe(400)
    expect(body.detail).toContain(detail)
  })

  test('a request by id is listed with its number, verification and channel, also when it was refused', async () => {
    const api = await useApi()
    const { body } = await api.post('/verifications/call', {
      phone_number,
      verify_profile_id: api.emulator.profileId,
      custom_code: '11111',
    })
    const { id } = body.data
    await api.get(`/verifications/${id}`)
    await api.post(`/verifications/${id}/actions/verify`, {})
    expect(await latest(api)).toMatchObject({ status: 422, phone_number, verification_id: id })
    const { entries } = await list(api, '?phone_number=%2B13035551234&kind=request')
    expect(entries.map(({ operation }: JournalEntry) => operation)).toEqual([
      'VerifyVerificationCodeById',
      'RetrieveVerification',
      'CreateVerificationCall',
    ])
  })

  test('a body that is not JSON is kept as it was sent', async () => {
    const api = await useApi()
    expect((await api.post('/verifications/sms', '{"phone_number": ')).status).toBe(400)
    expect(await latest(api)).toMatchObject({ status: 400, request: { body: '{"phone_number": ' } })
  })

  test('a request about a number that is not one is found by the text that was sent', async () => {
    const api = await useApi()
    for (const sent of ['3035551234', '(303) 555-1234']) {
      await api.post('/verifications/sms', { phone_number: sent, verify_profile_id: api.emulator.profileId })
      const { entries } = await api.emulator.journal.list({ kind: 'request', phoneNumber: sent })
      expect(entries).toMatchObject([{ status: 400, phoneNumber: sent }])
    }
  })

  test('requests to unknown paths are listed too, without a key in the default sandbox', async () => {
    const api = await useApi()
    await api.emulator.fetch(`${api.emulator.url}/verify_profiles`)
    expect(await latest(api)).toMatchObject({
      operation: 'ListProfiles',
      status: 401,
      decided: { rule: 'H2' },
      request: { headers: {} },
    })
    await api.get('/nowhere', { authorization: 'Bearer sandbox_mine' })
    expect((await list(api)).entries).toHaveLength(1)
    const { entries } = await list(api, '?sandbox=mine')
    expect(entries).toMatchObject([{ operation: null, path: '/v2/nowhere', status: 404, decided: { rule: 'H6' } }])
  })

  test('requests to the control API are not listed', async () => {
    const api = await useApi()
    await api.emulator.clock.now()
    await api.get('//_emulator/nowhere')
    expect((await list(api)).entries).toEqual([])
  })
})

describe('cursors', () => {
  test('a cursor from before a reset hides no later entry', async () => {
    const api = await useApi()
    for (let i = 0; i < 3; i++) await api.get('/verify_profiles')
    const { cursor } = await list(api)
    await api.emulator.reset()
    expect((await list(api)).cursor).toBe('1-0')
    for (let i = 0; i < 5; i++) await api.get('/verify_profiles')
    expect((await list(api, `?since=${cursor}`)).entries).toHaveLength(5)
  })

  test('a cursor from before the journal was cleared hides no later entry', async () => {
    const api = await useApi()
    for (let i = 0; i < 3; i++) await api.get('/verify_profiles')
    const { cursor } = await list(api)
    await api.emulator.journal.clear()
    expect(await list(api)).toEqual({ entries: [], cursor: '0-3', capacity: 1000, dropped: 0 })
    for (let i = 0; i < 5; i++) await api.get('/verify_profiles')
    const { entries, dropped } = await list(api, `?since=${cursor}`)
    expect(entries.map(({ cursor }: JournalEntry) => cursor)).toEqual(['0-8', '0-7', '0-6', '0-5', '0-4'])
    expect(dropped).toBe(0)
  })
})

describe('the capacity of the journal', () => {
  test('the journal keeps the newest entries and counts the dropped ones, also after it was cleared', async () => {
    const api = await useApi({ journal: 5 })
    const send = async (from: number, to: number) => {
      for (let i = from; i <= to; i++) await api.get(`/nowhere/${i}`)
      const { entries, capacity, dropped } = await list(api)
      return { paths: entries.map(({ path }: JournalEntry) => path?.split('/').at(-1)).join(), capacity, dropped }
    }
    expect(await send(1, 3)).toEqual({ paths: '3,2,1', capacity: 5, dropped: 0 })
    expect(await send(4, 12)).toEqual({ paths: '12,11,10,9,8', capacity: 5, dropped: 7 })
    await api.emulator.journal.clear()
    expect(await send(13, 15)).toEqual({ paths: '15,14,13', capacity: 5, dropped: 0 })
    expect(await send(16, 19)).toEqual({ paths: '19,18,17,16,15', capacity: 5, dropped: 2 })
  })

  test('a journal of 0 keeps nothing, and an assertion says so', async () => {
    const api = await useApi({ journal: 0 })
    await start(api)
    expect(await list(api)).toEqual({ entries: [], cursor: '0-0', capacity: 0, dropped: 0 })
    const { status, body } = await api.post('//_emulator/journal/assert', {})
    expect(status).toBe(400)
    expect(body.detail).toBe('The journal is off. Start the emulator without --journal 0.')
  })
})

test('the journals of sandboxes with a prefix are listed together, newest first, each entry with its sandbox', async () => {
  const api = await useApi()
  for (const name of ['job-1-a', 'job-2-a', 'job-1-b']) {
    const key = { authorization: `Bearer sandbox_${name}` }
    await api.get('/verify_profiles', key)
    await api.post('/verify_profiles', { name: 'x' }, key)
    api.pass(1000)
  }
  const { entries } = await api.emulator.server.journal.list({ sandboxPrefix: 'job-1-', kind: 'request' })
  expect(entries.map(({ sandbox, method }) => `${sandbox} ${method}`)).toEqual([
    'job-1-b POST',
    'job-1-b GET',
    'job-1-a POST',
    'job-1-a GET',
  ])
  const some = await api.emulator.server.journal.list({ sandboxPrefix: 'job-1-', kind: 'request', limit: 1 })
  expect(some.entries.map(({ sandbox }) => sandbox)).toEqual(['job-1-b'])
  const refused = await api.get('//_emulator/journal?sandbox_prefix=job-1-&since=0-0')
  expect(refused.body.detail).toBe('since is the cursor of one sandbox. Use it without sandbox_prefix.')
})
