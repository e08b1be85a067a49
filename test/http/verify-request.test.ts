import { describe, expect, test } from 'vitest'
import { sender, useApi } from '../support/emulator.js'

const phone = '+13035551234'

test('H1: a path without /v2 is unknown, and the hint says what is missing', async () => {
  const { get } = await useApi()
  const reply = await get('//verify_profiles')
  expect(reply.status).toBe(404)
  expect(reply.body.errors[0].code).toBe('10005')
  expect(reply.headers.get('x-emulator-hint')).toBe('the base URL lacks /v2; send GET /v2/verify_profiles')
})

describe('H2', () => {
  test.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['no key', 'Bearer '],
    ['another scheme', 'Basic a2V5'],
    ['a sandbox without a name', 'Bearer sandbox_'],
    ['a sandbox with a bad name', 'Bearer sandbox_../etc'],
  ])('H2: %s is 401, 10009', async (_, authorization) => {
    const { emulator } = await useApi()
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization }
    for (const path of ['/verify_profiles', '/verifications/sms']) {
      const response = await emulator.fetch(emulator.url + path, { headers })
      expect(response.status).toBe(401)
      expect(response.headers.get('x-emulator-hint')).toBeTruthy()
      expect(await response.json()).toEqual({
        errors: [
          {
            code: '10009',
            title: 'Authentication failed',
            detail: 'The required authentication headers were either invalid or not included in the request.',
            meta: { url: 'https://developers.telnyx.com/docs/overview/errors/10009' },
          },
        ],
      })
    }
  })
})

test('H3, H4: creating and deleting answer 200 with data; a list has its four numbers in meta', async () => {
  const api = await useApi()
  const created = await api.post('/verify_profiles', { name: 'New', sms: {} })
  expect(created.status).toBe(200)
  expect(Object.keys(created.body)).toEqual(['data'])
  const list = await api.get('/verify_profiles')
  expect(list.body.meta).toEqual({ total_pages: 1, total_results: 2, page_number: 1, page_size: 25 })
  const deleted = await api.delete(`/verify_profiles/${created.body.data.id}`)
  expect(deleted.status).toBe(200)
  expect(deleted.body).toEqual(created.body)
})

test('H5: an error names code, title, detail, source and a page', async () => {
  const { post } = await useApi()
  const { body } = await post('/verifications/sms', { phone_number: 303, verify_profile_id: 'x' })
  expect(body).toEqual({
    errors: [
      {
        code: '10026',
        title: 'Invalid parameter type',
        detail: 'The parameter must be of type string, but received type integer',
        source: { pointer: '/phone_number' },
        meta: { url: 'https://developers.telnyx.com/docs/overview/errors/10026' },
      },
    ],
  })
})

test.each([
  ['/verify_profile', 'there is no GET /v2/verify_profile; send GET /v2/verify_profiles'],
  [
    '/verify_profiles/',
    'remove the trailing slash, or fill in the value after it (is the variable set?); send GET /v2/verify_profiles',
  ],
  ['/v2/verify_profiles', 'the path has /v2 twice; the base URL already ends in /v2; send GET /v2/verify_profiles'],
  ['/messages', 'Unknown path "/v2/messages". The emulator supports Telnyx Verify and Verified Numbers only.'],
])('H6: the unknown path %s is 404, 10005', async (path, hint) => {
  const { get } = await useApi()
  const reply = await get(path)
  expect(reply.status).toBe(404)
  expect(reply.body.errors[0]).toMatchObject({
    code: '10005',
    title: 'Resource not found',
    detail: 'The requested resource or URL could not be found.',
  })
  expect(reply.headers.get('x-emulator-hint')).toBe(hint)
})

test.each([undefined, '', 'Basic a2V5', 'Bearer undefined'])(
  'H6: an unknown path is 404 with the key %j',
  async (authorization) => {
    const { emulator } = await useApi()
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization }
    const response = await emulator.fetch(`${emulator.url}/nowhere`, { headers })
    expect(response.status).toBe(404)
  },
)

test.each([
  ['DELETE', '/verify_profiles', 'GET, HEAD, POST'],
  ['PUT', '/verify_profiles/4900019b-76da-b800-8000-000000000001', 'GET, HEAD, PATCH, DELETE'],
  ['GET', '/verifications/by_phone_number/+13035551234/actions/verify', 'POST'],
  ['OPTIONS', '/verify_profiles/templates', 'GET, HEAD, POST'],
  ['DELETE', '/verify_profiles/templates', 'GET, HEAD, POST'],
  ['GET', '/verifications/sms', 'POST'],
])('H7: %s %s is 405, 10030 and allows %s', async (method, path, allowed) => {
  const { send } = await useApi()
  const reply = await send(method, path)
  expect(reply.status).toBe(405)
  expect(reply.body.errors[0].code).toBe('10030')
  const allow = reply.headers.get('allow')?.split(', ') ?? []
  expect(allow.sort()).toEqual(allowed.split(', ').sort())
})

describe('H8', () => {
  const path = '/verifications/sms'
  test.each([
    ['a form', 'a=b', 'application/x-www-form-urlencoded', 415, '10029'],
    ['text', '{}', 'text/plain', 415, '10029'],
    ['malformed JSON', '{"a":', 'application/json', 400, '10023'],
    ['no body', '', 'application/json', 422, '10004'],
    ['more than 1 MiB', JSON.stringify({ a: 'x'.repeat(1024 * 1024) }), 'application/json', 413, '10015'],
  ])('H8: %s is refused', async (_, body, type, status, code) => {
    const { send } = await useApi()
    const reply = await send('POST', path, body, { 'content-type': type })
    expect(reply.status).toBe(status)
    expect(reply.body.errors[0].code).toBe(code)
    expect(reply.headers.get('x-emulator-hint')).toBeTruthy()
  })

  test.each(['application/json; charset=utf-8', 'Application/JSON', 'application/vnd.api+json'])(
    'H8: %s is accepted as JSON',
    async (type) => {
      const { send, emulator } = await useApi()
      const body = JSON.stringify({ phone_number: phone, verify_profile_id: emulator.profileId })
      expect((await send('POST', path, body, { 'content-type': type })).status).toBe(200)
    },
  )
})

describe('a body that violates the document', () => {
  test.each([
    ['phone_number', { verify_profile_id: 'x' }, 'add phone_number to the body'],
    [
      'phone_number',
      { verify_profile_id: 'x', phoneNumber: phone },
      'you sent `phoneNumber`, did you mean `phone_number`?',
    ],
    ['phone_number', { verify_profile_id: 'x', to: phone }, 'you sent `to`, did you mean `phone_number`?'],
    [
      'verify_profile_id',
      { phone_number: phone, verify_profil_id: 'x' },
      'you sent `verify_profil_id`, did you mean `verify_profile_id`?',
    ],
  ])('H9: without %s in %j: 422, 10004', async (field, body, hint) => {
    const { post } = await useApi()
    const reply = await post('/verifications/sms', body)
    expect(reply.status).toBe(422)
    expect(reply.body.errors).toEqual([
      {
        code: '10004',
        title: 'Missing required parameter',
        detail: 'A required parameter was missing.',
        source: { pointer: `/${field}` },
        meta: { url: 'https://developers.telnyx.com/docs/overview/errors/10004' },
      },
    ])
    expect(reply.headers.get('x-emulator-hint')).toBe(hint)
  })

  test.each([
    ['a number for a string', { name: 5, sms: {} }, '10026', '/name'],
    ['a text for a section', { name: 'A', sms: 'on' }, '10026', '/sms'],
    [
      'a fraction for whole seconds',
      { name: 'A', sms: { default_verification_timeout_secs: 1.5 } },
      '10026',
      '/sms/default_verification_timeout_secs',
    ],
    ['a character that the pattern excludes', { name: 'A', sms: { app_name: 'A_B' } }, '10032', '/sms/app_name'],
    ['31 letters instead of 30', { name: 'A', call: { app_name: 'A'.repeat(31) } }, '10025', '/call/app_name'],
    ['12 letters instead of 11', { name: 'A', sms: { alpha_sender: 'TwelveLetter' } }, '10025', '/sms/alpha_sender'],
    ['a limit below 0', { name: 'A', sms: {}, daily_spend_limit: -1 }, '10033', '/daily_spend_limit'],
    [
      'a country in lower case',
      { name: 'A', sms: { whitelisted_destinations: ['us'] } },
      '10032',
      '/sms/whitelisted_destinations/0',
    ],
    ['an array as body', [], '10026', ''],
  ])('H10: %s: 422, %s', async (_, body, code, pointer) => {
    const { post } = await useApi()
    const reply = await post('/verify_profiles', body)
    expect(reply.status).toBe(422)
    expect(reply.body.errors).toHaveLength(1)
    expect(reply.body.errors[0]).toMatchObject({ code, source: { pointer } })
  })

  test('H9, H10: the status is 400 in the spec dialect, with the same errors', async () => {
    const { post } = await useApi({ dialect: 'spec' })
    const missing = await post('/verifications/sms', { phone_number: phone })
    const wrong = await post('/verify_profiles', { name: 5, sms: {} })
    expect([missing.status, missing.body.errors[0].code]).toEqual([400, '10004'])
    expect([wrong.status, wrong.body.errors[0].code]).toEqual([400, '10026'])
  })
})

describe.each(['docs', 'spec'] as const)('in the %s dialect', (dialect) => {
  test('H9, H10: Verified Numbers are 422 in either dialect, because the vendor declares it there', async () => {
    const { post } = await useApi({ dialect })
    expect((await post('/verified_numbers', { phone_number: phone })).status).toBe(422)
    const reply = await post('/verified_numbers', { phone_number: phone, verification_method: 'fax' })
    expect(reply.status).toBe(422)
    expect(reply.body.errors[0]).toMatchObject({ code: '10032', source: { pointer: '/verification_method' } })
  })

  test(`H15: a page out of range is ${dialect === 'docs' ? 'refused' : 'clamped'}`, async () => {
    const { get } = await useApi({ dialect })
    for (const [parameter, value, clamped] of [
      ['page[number]', '0', 1],
      ['page[number]', '-3', 1],
      ['page[number]', 'two', 1],
      ['page[size]', '0', 1],
      ['page[size]', '251', 250],
      ['page[size]', '1.5', 25],
    ] as const) {
      const reply = await get(`/verify_profiles?${encodeURIComponent(parameter)}=${value}`)
      if (dialect === 'docs') {
        expect(reply.status).toBe(400)
        expect(reply.body.errors[0]).toMatchObject({ code: '10015', source: { parameter } })
      } else {
        expect(reply.body.meta[parameter === 'page[size]' ? 'page_size' : 'page_number']).toBe(clamped)
      }
    }
  })
})

test('H9: all missing fields are named at once', async () => {
  const { post } = await useApi()
  const { body } = await post('/verifications/sms', {})
  expect(body.errors.map((error: { source: object }) => error.source)).toEqual([
    { pointer: '/phone_number' },
    { pointer: '/verify_profile_id' },
  ])
})

test('H10: at most twenty errors are listed', async () => {
  const { post } = await useApi()
  const { body } = await post('/verify_profiles', {
    name: 'A',
    sms: { whitelisted_destinations: Array(10_000).fill(1) },
  })
  expect(body.errors).toHaveLength(20)
})

test('H10: each field has one error, even if a wrong type violates an enumeration as well', async () => {
  const { post } = await useApi()
  const { body } = await post('/verified_numbers', { phone_number: phone, verification_method: 5 })
  expect(body.errors).toMatchObject([{ code: '10026', source: { pointer: '/verification_method' } }])
})

test('H11: unknown fields are ignored, also in sections', async () => {
  const { post } = await useApi()
  const { status, body } = await post('/verify_profiles', { name: 'A', colour: 'red', sms: { colour: 'red' }, rcs: {} })
  expect(status).toBe(200)
  expect(JSON.stringify(body)).not.toMatch(/colour|rcs/)
})

test('H12, H13: every answer has the rate-limit headers and a request id of its own', async () => {
  const { get, emulator } = await useApi()
  const replies = [
    await get('/verify_profiles'),
    await get('/nowhere'),
    await get('/verify_profiles', { authorization: '' }),
  ]
  const ids = new Set<string>()
  for (const { headers } of replies) {
    for (const name of ['limit', 'remaining', 'reset']) expect(headers.get(`x-ratelimit-${name}`)).toMatch(/^\d+$/)
    ids.add(headers.get('x-request-id') as string)
  }
  ids.add((await emulator.fetch(`${emulator.url.replace('/v2', '')}/health`)).headers.get('x-request-id') as string)
  expect(ids.size).toBe(4)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
})

test('H14: the same POST twice makes two verifications and two messages', async () => {
  const { post, emulator } = await useApi()
  const body = { phone_number: phone, verify_profile_id: emulator.profileId }
  const [first, second] = [await post('/verifications/sms', body), await post('/verifications/sms', body)]
  expect(first.body.data.id).not.toBe(second.body.data.id)
  expect(await emulator.inbox.list()).toHaveLength(2)
})

test('H15: a page has 25 records by default, newest first, and the last page is short', async () => {
  const { get, post } = await useApi()
  for (let i = 1; i <= 29; i++) await post('/verify_profiles', { name: `Profile ${i}`, sms: {} })
  const first = await get('/verify_profiles')
  expect(first.body.data).toHaveLength(25)
  expect(first.body.data[0].name).toBe('Profile 29')
  expect(first.body.meta).toEqual({ total_pages: 2, total_results: 30, page_number: 1, page_size: 25 })
  const last = await get('/verify_profiles?page[number]=4&page[size]=9')
  expect(last.body.data.map(({ name }: { name: string }) => name)).toEqual(['Profile 2', 'Profile 1', 'Acme'])
  expect((await get('/verify_profiles?page[number]=99')).body.data).toEqual([])
})

test.each(['+13035551234', '%2B13035551234', '%2b13035551234'])(
  'H16: a number can be written %s in a path',
  async (written) => {
    const { get, post, emulator } = await useApi()
    await post('/verifications/sms', { phone_number: phone, verify_profile_id: emulator.profileId })
    const { body } = await get(`/verifications/by_phone_number/${written}`)
    expect(body.data[0].phone_number).toBe(phone)
    const { code } = await emulator.inbox.next(phone)
    const check = await post(`/verifications/by_phone_number/${written}/actions/verify`, {
      code,
      verify_profile_id: emulator.profileId,
    })
    expect(check.body.data).toEqual({ phone_number: phone, response_code: 'accepted' })
  },
)

test('H17: times have microseconds and no zone', async () => {
  const { post, emulator } = await useApi()
  const { body } = await post('/verifications/sms', { phone_number: phone, verify_profile_id: emulator.profileId })
  expect(body.data.created_at).toBe('2026-01-31T09:30:00.123000')
  expect(body.data.updated_at).toBe(body.data.created_at)
})

test('every key without a sandbox name opens the default sandbox', async () => {
  const { emulator, get, post } = await useApi()
  await post('/verify_profiles', { name: 'Shared', sms: {} }, { authorization: 'Bearer KEY_one' })
  const { body } = await get('/verify_profiles', { authorization: 'Bearer KEY_two' })
  expect(body.meta.total_results).toBe(2)
  const other = sender(Object.assign(Object.create(emulator), { apiKey: 'sandbox_other' }))
  expect((await other('GET', '/verify_profiles')).body.meta.total_results).toBe(1)
})
