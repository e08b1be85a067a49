import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { lineTypes } from '../../src/core/overrides.js'
import { createEmulator } from '../../src/index.js'
import { useApi } from '../support/emulator.js'

const phone_number = '+13035551234'
const records = '/detail_records?filter[record_type]=verify_2fa'

describe('X3: the balance', () => {
  test('X3: is that of the vendor’s example, with a hint that it is canned', async () => {
    const { get } = await useApi()
    const { status, body, headers } = await get('/balance')
    expect(status).toBe(200)
    expect(body).toEqual({
      data: {
        record_type: 'balance',
        balance: '300.00',
        pending: '10.00',
        credit_limit: '100.00',
        available_credit: '400.00',
        currency: 'USD',
      },
    })
    expect(headers.get('x-emulator-hint')).toContain('--balance')
  })

  test.each([
    [0, '0.00', '100.00'],
    [-12.5, '-12.50', '87.50'],
    [0.29, '0.29', '100.29'],
  ])('X3: can be set to %d', async (balance, shown, available) => {
    const { get } = await useApi({ balance })
    expect((await get('/balance')).body.data).toMatchObject({ balance: shown, available_credit: available })
  })

  test.each([Number.NaN, 0.001, 2e9])('X3: cannot be set to %d', async (balance) => {
    await expect(createEmulator({ balance })).rejects.toThrow('balance must be an amount in US dollars, like 12.50')
  })
})

describe('X3: a number lookup', () => {
  const typeOf = async ({ get }: Pick<Awaited<ReturnType<typeof useApi>>, 'get'>, phone: string) =>
    (await get(`/number_lookup/${phone}?type=carrier`)).body.data.carrier.type

  test('X3: reports each line type for one test number', async () => {
    const api = await useApi()
    const numbers = await api.emulator.testNumbers()
    const found = await Promise.all(
      numbers
        .filter(({ lineType }) => lineType !== undefined)
        .map(async ({ phoneNumber, about, lineType }) => [lineType, about, await typeOf(api, phoneNumber)]),
    )
    expect(found).toEqual(lineTypes.map((lineType) => [lineType, `a number lookup reports ${lineType}`, lineType]))
  })

  test.each([
    ['+13125550123', 'mobile'],
    ['+442079460123', 'mobile'],
    ['+18005550123', 'toll free'],
    ['+19005550123', 'premium rate'],
    ['+13035550101', 'mobile'],
  ])('X3: reports %s as %s', async (phone, type) => {
    expect(await typeOf(await useApi(), phone)).toBe(type)
  })

  test('X3: reports the line type of a number of one’s own, which still gets codes', async () => {
    const api = await useApi({ testNumbers: { [phone_number]: { lineType: 'fixed line', code: '123456' } } })
    expect(await typeOf(api, phone_number)).toBe('fixed line')
    await api.post('/verifications/sms', { phone_number, verify_profile_id: api.emulator.profileId })
    expect((await api.emulator.inbox.next(phone_number)).code).toBe('123456')
  })

  test('X3: has the vendor’s shape, and says that the real service charges for it', async () => {
    const { get } = await useApi()
    const { body, headers } = await get('/number_lookup/%2B13129457420?type=caller-name')
    expect(body.data).toMatchObject({
      record_type: 'number_lookup',
      phone_number: '+13129457420',
      national_format: '(0312) 945-7420',
      country_code: 'US',
      fraud: null,
      carrier: { type: 'mobile', mobile_country_code: 'US', mobile_network_code: '0312', error_code: null },
      portability: { line_type: 'mobile', ported_status: 'N' },
      caller_name: { caller_name: 'EXAMPLE CALLER', error_code: '' },
    })
    expect(headers.get('x-emulator-hint')).toContain('charges for it')
    expect((await get('/number_lookup/+442079460123')).body.data).toMatchObject({
      national_format: '442079460123',
      country_code: 'GB',
    })
    expect((await get('/number_lookup/+18005550123')).body.data).toMatchObject({
      carrier: { type: 'toll free', mobile_country_code: '', mobile_network_code: '' },
    })
  })

  test.each([
    ['3035551234', '10016'],
    ['+1303', '10016'],
    ['+99912345678', '10002'],
    ['+13035551234?type=carriers', '10032'],
  ])('X3: %s is refused with 422, %s', async (path, code) => {
    const { get } = await useApi()
    const { status, body } = await get(`/number_lookup/${path}`)
    expect({ status, code: body.errors[0].code }).toEqual({ status: 422, code })
  })
})

describe('X3: detail records', () => {
  async function useRecords(options: Parameters<typeof useApi>[0] = {}) {
    const api = await useApi({ prices: { verification: 0.03, sms: 0.004, call: 0.01 }, ...options })
    const profile = (
      await api.post('/verify_profiles', { name: 'Shop', sms: {}, call: {}, whatsapp: {}, flashcall: {} })
    ).body.data.id
    const send = async (channel: string, phone = phone_number) =>
      (await api.post(`/verifications/${channel}`, { phone_number: phone, verify_profile_id: profile })).body.data.id
    return { ...api, profile, send }
  }

  test('X3: are the verifications of the sandbox with their cost, newest first', async () => {
    const { get, send, profile, emulator } = await useRecords()
    const first = await send('sms')
    await emulator.clock.advance('1h')
    const second = await send('call')
    const { body } = await get(records)
    expect(body.meta).toEqual({ total_pages: 1, total_results: 2, page_number: 1, page_size: 20 })
    expect(body.data).toMatchObject([
      { id: second, verify_channel_type: 'call', rate: '0.01', verify_usage_fee: '0.03' },
      {
        record_type: 'verification_detail_record',
        id: first,
        verify_profile_id: profile,
        verify_channel_type: 'sms',
        destination_phone_number: phone_number,
        verification_status: 'expired',
        delivery_status: 'delivered',
        rate: '0.004',
        rate_measured_in: 'number of occurrences',
        verify_usage_fee: '0.03',
        currency: 'USD',
        created_at: '2026-01-31T09:30:00.123000+00:00',
      },
    ])
  })

  test('X3: can be filtered and sorted', async () => {
    const { get, send, emulator } = await useRecords()
    const first = await send('sms')
    await emulator.clock.advance('24h')
    const second = await send('whatsapp', '+442079460123')
    const ids = async (query: string) =>
      (await get(`${records}&${query}`)).body.data.map(({ id }: { id: string }) => id)
    expect(await ids('sort=created_at')).toEqual([first, second])
    expect(await ids('sort=-created_at')).toEqual([second, first])
    expect(await ids('filter[date_range]=today')).toEqual([second])
    expect(await ids('filter[date_range]=yesterday')).toEqual([first])
    expect(await ids('filter[date_range]=last_7_days')).toEqual([second, first])
    expect(await ids('filter[date_range]=next_month')).toEqual([])
    expect(await ids('filter[created_at][lt]=2026-02-01')).toEqual([first])
    expect(await ids('filter[created_at][gte]=2026-02-01')).toEqual([second])
    expect(await ids('filter[verification_status]=expired')).toEqual([first])
    expect(await ids('filter[destination_phone_number][starts_with]=%2B44')).toEqual([second])
    expect(await ids('filter[verify_channel_type]=whatsapp')).toEqual([second])
    expect(await ids('page[size]=1&page[number]=2')).toEqual([first])
  })

  test('X3: a time without a zone is UTC, in whatever zone the machine is', async () => {
    vi.stubEnv('TZ', 'America/New_York')
    onTestFinished(() => void vi.unstubAllEnvs())
    const { get, send, emulator } = await useRecords()
    await emulator.clock.set('2026-06-15T12:00:00Z')
    await emulator.clock.freeze()
    const id = await send('sms')
    const find = async (filter: string) => (await get(`${records}&filter[created_at]${filter}`)).body.data
    for (const filter of ['[gte]=2026-06-15T11:59:59', '[lt]=2026-06-15T12:00:01', '=2026-06-15T12:00:00.000000'])
      expect(await find(filter)).toMatchObject([{ id }])
    expect(await find('[gt]=2026-06-15T12:00:00')).toEqual([])
    expect(await find('[lt]=2026-06-15T12:00:00')).toEqual([])
  })

  test.each([
    ['2026-02-30', 'and "2026-02-30" is not a valid one'],
    ['1', 'and "1" is not a valid one'],
    ['2026-06-15T12:00:00+00:00', 'the plus sign of filter[created_at][gte] became a space; write it as %2B'],
  ])('X3: the time %s in a filter is 400, 10015', async (time, hint) => {
    const { get } = await useRecords()
    const { status, body, headers } = await get(`${records}&filter[created_at][gte]=${time}`)
    expect({ status, errors: body.errors }).toMatchObject({
      status: 400,
      errors: [{ code: '10015', source: { parameter: 'filter[created_at][gte]' } }],
    })
    expect(headers.get('x-emulator-hint')).toContain(hint)
  })

  test('X3: a phone number in a filter whose plus sign became a space gets a hint', async () => {
    const { get, send } = await useRecords()
    await send('sms')
    const { body, headers } = await get(`${records}&filter[destination_phone_number]=${phone_number}`)
    expect(body.data).toEqual([])
    expect(headers.get('x-emulator-hint')).toContain('the plus sign of filter[destination_phone_number] became a space')
  })

  test('X3: an unknown filter is ignored with a hint', async () => {
    const { get, send } = await useRecords()
    await send('sms')
    const { status, body, headers } = await get(`${records}&filter[color]=red&filter[date_range]=soon&limit=5`)
    expect([status, body.data.length]).toEqual([200, 1])
    expect(headers.get('x-emulator-hint')).toContain('ignored filter[color], filter[date_range]: ')
    expect(headers.get('x-emulator-hint')).toContain('ignored the unknown query parameter limit; the page is chosen')
  })

  test('X3: of another documented type are none, and an unknown type is refused', async () => {
    const { get } = await useRecords()
    const other = await get('/detail_records?filter[record_type]=messaging')
    expect(other.body.data).toEqual([])
    expect(other.headers.get('x-emulator-hint')).toContain('no records of type messaging')
    for (const query of ['', '?filter[record_type]=wirelessxx']) {
      const { status, body, headers } = await get(`/detail_records${query}`)
      expect({ status, errors: body.errors }).toMatchObject({
        status: 400,
        errors: [{ code: '10015', source: { parameter: 'filter[record_type]' } }],
      })
      expect(headers.get('x-emulator-hint')).toMatch(/record type.*add filter\[record_type\]=verify_2fa/)
    }
  })

  test('X3: need no record type in the spec dialect', async () => {
    const { get, send } = await useRecords({ dialect: 'spec' })
    const id = await send('sms')
    expect((await get('/detail_records')).body.data).toMatchObject([{ id }])
  })

  test.each([
    ['docs', 400],
    ['spec', 200],
  ] as const)('X3, H15: hold 50 at most: a page of 51 is %s %i', async (dialect, status) => {
    const { get } = await useRecords({ dialect })
    const { status: answered, body } = await get(`${records}&page[size]=51`)
    expect(answered).toBe(status)
    if (status === 200) expect(body.meta.page_size).toBe(50)
  })
})
