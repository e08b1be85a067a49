import { describe, expect, test } from 'vitest'
import { errorCodes } from '../../src/core/errors.js'
import type { EmulatorOptions } from '../../src/index.js'
import { type Api, useApi } from '../support/emulator.js'

/** The details as the vendor documents them ("API error codes"), copied apart from the source (H5). */
const documented: Readonly<Record<string, string>> = {
  '10002': 'The phone number is invalid.',
  '10004': 'A required parameter was missing.',
  '10005': 'The requested resource or URL could not be found.',
  '10006': 'The resource ID provided was invalid.',
  '10007': 'An unexpected error occured.',
  '10009': 'The required authentication headers were either invalid or not included in the request.',
  '10010': 'You do not have permission to perform the requested action on the specified resource or resources.',
  '10011': 'You have exceeded the maximum number of allowed requests.',
  '10014': 'The request failed because the server does not support the media type.',
  '10015': 'The request failed because it was not well-formed.',
  '10016': 'The specified phone number parameter must be in +E.164 format.',
  '10023': 'The supplied JSON is invalid.',
  '10025':
    'The string length provided for the indicated field was outside the allowed range. The field must be between 1 and 30 characters long, but was 31.',
  '10026': 'The parameter must be of type string, but received type integer',
  '10027': 'The server understood the syntax of the request but was unable to process the instructions.',
  '10029': "Must encode request as 'application/json'",
  '10030': 'The URL is valid, but the method is not allowed.',
  '10032': 'The value must be one of sms, call',
  '10033': 'The value is outside of allowed range 1 to unlimited',
  '10039':
    'A limit for this feature has been reached at this account level. See https://telnyx.com/upgrade for options.',
  '20012': 'The request cannot be fulfilled because your account has been deactivated. It may be out of funds.',
  '20100': 'You do not have enough funds to perform this action.',
  '40020': 'Sending of 2FA traffic has been blocked for 24 hours.',
  '40309': "The region for the destination is not included in the messaging profile's whitelisted destinations.",
  '40331': 'Messaging profile is missing whitelisted destinations.',
  '40333': 'Request refused because this would incur cost above the spend limit configured on the messaging profile.',
}

type Ask = (api: Api, headers?: Record<string, string>) => ReturnType<Api['post']>

const phone_number = '+13035551234'
const send =
  (fields: object, always?: Record<string, string>): Ask =>
  ({ post, emulator }, headers = always) =>
    post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId, ...fields }, headers)
const createProfile =
  (sms: object): Ask =>
  ({ post }) =>
    post('/verify_profiles', { name: 'Shop', sms })
const twice =
  (ask: Ask): Ask =>
  async (api) => {
    await ask(api)
    return ask(api)
  }

/** A mistake for each code that the emulator itself finds, and the options under which it does. */
const mistakes: readonly { readonly code: string; readonly ask: Ask; readonly options?: EmulatorOptions }[] = [
  { code: '10002', ask: send({ phone_number: '+9990000000' }) },
  { code: '10004', ask: send({ phone_number: undefined }) },
  { code: '10005', ask: ({ get }) => get('/verify_profiles/mine') },
  { code: '10009', ask: ({ get }) => get('/verify_profiles', { authorization: 'Basic YTpi' }) },
  { code: '10011', ask: twice(send({})), options: { limits: { requestsPerSecond: 1 } } },
  { code: '10015', ask: createProfile({ code_length: 3 }) },
  { code: '10015', ask: send({ custom_code: '12ab' }) },
  { code: '10015', ask: ({ get }) => get('/verify_profiles?page[size]=0') },
  { code: '10015', ask: ({ post }) => post('/verify_profiles/templates', { text: 'no code' }) },
  { code: '10015', ask: createProfile({ messaging_template_id: '12ade33a-21c0-473b-b055-b3c836e1c292' }) },
  { code: '10016', ask: send({ phone_number: '3035551234' }) },
  { code: '10023', ask: ({ post }) => post('/verifications/sms', '{"phone_number":') },
  { code: '10025', ask: createProfile({ app_name: 'x'.repeat(31) }) },
  { code: '10026', ask: send({ phone_number: 303 }) },
  {
    code: '10027',
    ask: ({ post }) => post('/verified_numbers', { phone_number, verification_method: 'sms', extension: '1' }),
  },
  { code: '10029', ask: send({}, { 'content-type': 'text/plain' }) },
  { code: '10030', ask: ({ send }) => send('PUT', '/verify_profiles', {}) },
  { code: '10032', ask: ({ post }) => post('/verified_numbers', { phone_number, verification_method: 'fax' }) },
  { code: '10033', ask: send({ timeout_secs: 0 }) },
  { code: '40020', ask: twice(send({})), options: { limits: { sendsPerNumber: 1 } } },
  { code: '40331', ask: createProfile({}), options: { requireWhitelistedDestinations: true } },
]

test('H5: every code has the documented detail', () => {
  expect(Object.keys(errorCodes).sort()).toEqual(Object.keys(documented).sort())
})

describe('H5: an error has the documented detail of its code, and the particulars in the hint', () => {
  test.each(mistakes)('H5: $code, $#', async ({ code, ask, options }) => {
    const { headers, body } = await ask(await useApi(options))
    expect(body.errors).toMatchObject([{ code, detail: documented[code] }])
    expect(headers.get('x-emulator-hint')).toMatch(/\w+ \w+/)
    expect(headers.get('x-emulator-hint')).not.toBe(documented[code])
  })

  test('H5: a country outside the list, and the spend limit', async () => {
    const api = await useApi()
    const { body } = await api.post('/verify_profiles', {
      name: 'Tight',
      sms: { whitelisted_destinations: ['GB'] },
      call: {},
      daily_spend_limit: 0,
      daily_spend_limit_enabled: true,
    })
    const verify_profile_id = body.data.id
    expect((await send({ verify_profile_id })(api)).body.errors).toMatchObject([
      { code: '40309', detail: documented['40309'] },
    ])
    const call = await api.post('/verifications/call', { phone_number, verify_profile_id })
    expect(call.body.errors).toMatchObject([{ code: '40333', detail: documented['40333'] }])
  })

  test('H5, P2, V3: the two details that were observed differ from the documented one', async () => {
    const api = await useApi()
    const bare = await api.post('/verify_profiles', { name: 'Bare' })
    expect(bare.body.errors).toMatchObject([{ code: '10015', detail: 'No channel setting provided: sms, call, etc' }])
    const unknown = await send({ verify_profile_id: '12ade33a-21c0-473b-b055-b3c836e1c292' })(api)
    expect(unknown.body.errors).toMatchObject([{ code: '10015', detail: 'Profile not found' }])
  })
})

/** A mistake, the code of its refusal, and a request without the mistake that the same error is forced on. */
interface Pair {
  readonly code: string
  readonly wrong: Ask
  readonly right: Ask
}

const sms = send({})
const call =
  (fields: object): Ask =>
  ({ post, emulator }, headers) =>
    post('/verifications/call', { phone_number, verify_profile_id: emulator.profileId, ...fields }, headers)
const profile =
  (fields: object): Ask =>
  ({ post }, headers) =>
    post('/verify_profiles', { name: 'Shop', sms: {}, ...fields }, headers)
const template =
  (text: string): Ask =>
  ({ post }, headers) =>
    post('/verify_profiles/templates', { text }, headers)
const number =
  (fields: object): Ask =>
  ({ post }, headers) =>
    post('/verified_numbers', { phone_number, verification_method: 'sms', ...fields }, headers)
const read =
  (path: string): Ask =>
  ({ get }, headers) =>
    get(path, headers)
const check =
  (body: object): Ask =>
  async (api, headers) => {
    const { id } = (await sms(api)).body.data
    return api.post(`/verifications/${id}/actions/verify`, body, headers)
  }

const pairs: readonly Pair[] = [
  { code: '10025', wrong: call({ extension: '1'.repeat(51) }), right: call({}) },
  { code: '10032', wrong: call({ extension: 'x' }), right: call({}) },
  { code: '10033', wrong: call({ timeout_secs: 0 }), right: call({}) },
  { code: '10004', wrong: profile({ name: undefined }), right: profile({}) },
  { code: '10015', wrong: profile({ sms: { code_length: 3 } }), right: profile({}) },
  { code: '10025', wrong: profile({ sms: { app_name: 'x'.repeat(31) } }), right: profile({}) },
  { code: '10026', wrong: profile({ name: 5 }), right: profile({}) },
  { code: '10032', wrong: profile({ sms: { app_name: '!' } }), right: profile({}) },
  { code: '10033', wrong: profile({ sms: { default_verification_timeout_secs: 0 } }), right: profile({}) },
  { code: '10004', wrong: template(''), right: template('{{code}}') },
  { code: '10015', wrong: template('code'), right: template('{{code}}') },
  { code: '10015', wrong: check({ status: 'accepted' }), right: check({ code: '1' }) },
  { code: '10026', wrong: check({ code: 1 }), right: check({ code: '1' }) },
  { code: '10032', wrong: check({ status: 'x' }), right: check({ code: '1' }) },
  { code: '10025', wrong: number({ verification_method: 'call', extension: '1'.repeat(51) }), right: number({}) },
  { code: '10032', wrong: number({ verification_method: 'fax' }), right: number({}) },
  { code: '10002', wrong: number({ phone_number: '+9990000000' }), right: number({}) },
  {
    code: '10015',
    wrong: read('/detail_records?filter[record_type]=x'),
    right: read('/detail_records?filter[record_type]=verify'),
  },
  { code: '10002', wrong: read('/number_lookup/+9990000000'), right: read('/number_lookup/+13035551234') },
  { code: '10016', wrong: read('/number_lookup/1'), right: read('/number_lookup/+13035551234') },
  { code: '10032', wrong: read('/number_lookup/+13035551234?type=x'), right: read('/number_lookup/+13035551234') },
  {
    code: '10016',
    wrong: read('/verifications/by_phone_number/1'),
    right: read('/verifications/by_phone_number/+13035551234'),
  },
]

describe.each(['docs', 'spec'] as const)(
  'H5: in every operation a forced error has the fields of the real one (%s)',
  (dialect) => {
    test.each(pairs)('H5: $code, $#', async ({ code, wrong, right }) => {
      const api = await useApi({ dialect })
      const found = await wrong(api)
      const forced = await right(api, { 'x-emulator-outcome': code })
      expect(found.body.errors[0].code).toBe(code)
      expect([forced.status, forced.body]).toEqual([found.status, found.body])
    })
  },
)

test('H5, H7, H8: a forced error has the headers of the real one', async () => {
  const api = await useApi()
  const forced = async (code: string) => (await sms(api, { 'x-emulator-outcome': code })).headers
  expect((await forced('10030')).get('allow')).toBe('POST')
  expect((await forced('10014')).get('accept-encoding')).toBe('identity')
  expect((await forced('10011')).get('retry-after')).toBe('1')
  expect((await forced('10015')).get('allow')).toBeNull()
  const read = await api.get('/verify_profiles', { 'x-emulator-outcome': '10030' })
  expect([read.status, read.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST'])
})

describe('H5: a forced error reads like one that is not forced', () => {
  const real: readonly (readonly [code: string, ask: Ask])[] = [
    ['10002', send({ phone_number: '+9990000000' })],
    ['10004', send({ phone_number: undefined })],
    ['10016', send({ phone_number: '3035551234' })],
    ['10026', send({ phone_number: 303 })],
    ['10033', send({ timeout_secs: 0 })],
  ]
  test.each(real)('H5: %s, the whole body', async (code, ask) => {
    const api = await useApi()
    const forced = await send({}, { 'x-emulator-outcome': code })(api)
    const found = await ask(api)
    expect([forced.status, forced.body]).toEqual([found.status, found.body])
  })

  test.each(Object.keys(documented))('H5: %s, the detail', async (code) => {
    const { body } = await send({}, { 'x-emulator-outcome': code })(await useApi())
    const isWithValues = ['10025', '10026', '10032', '10033'].includes(code)
    if (isWithValues) expect(body.errors[0].detail).not.toMatch(/[{}]|undefined/)
    else expect(body.errors[0].detail).toBe(documented[code])
  })
})
