import { describe, expect, test } from 'vitest'
import { findMismatches } from '../../src/control-api/mismatch.js'
import type { AssertResult, NearMiss } from '../../src/index.js'
import { type Api, type Reply, useApi } from '../support/emulator.js'

const phone_number = '+13035551234'
const other = '+442071838750'
const profileId = '4900019b-76da-b800-8000-000000000001'

const start = (api: Api, body: object = {}, channel = 'sms') =>
  api.post(`/verifications/${channel}`, { phone_number, verify_profile_id: profileId, ...body })
const ask = (api: Api, expectation: object): Promise<Reply> => api.post('//_emulator/journal/assert', expectation)

/** Two texts and a call, a wrong code, an unknown number. */
async function useTraffic(): Promise<Api> {
  const api = await useApi()
  await start(api, { custom_code: '48213' })
  await start(api, { phone_number: other, timeout_secs: 60 })
  await start(api, {}, 'call')
  await api.post(`/verifications/by_phone_number/${phone_number}/actions/verify`, {
    code: '00000',
    verify_profile_id: profileId,
  })
  await api.get('/verified_numbers/+13035550000')
  return api
}

const sms = 'CreateVerificationSms'

test.each<[string, object, number]>([
  ['at least one, without a number', { operation: sms }, 2],
  ['any request', {}, 5],
  ['exactly that number', { operation: sms, times: 2 }, 2],
  ['never', { operation: 'DeleteProfile', times: 0 }, 0],
  ['at least', { at_least: 5 }, 5],
  ['at most', { at_most: 5 }, 5],
  ['at most, without any', { operation: 'ListProfiles', at_most: 1 }, 0],
  ['between', { operation: sms, at_least: 1, at_most: 2 }, 2],
  ['by number', { match: { phone_number: other } }, 1],
  ['by method and path', { match: { method: 'GET', path: '/v2/verified_numbers/+13035550000' } }, 1],
  ['by status', { match: { status: 404 } }, 1],
  ['by its decision', { match: { decided: { rule: 'C3', outcome: 'rejected', scenario: null } } }, 1],
  ['by part of the request', { match: { request: { verify_profile_id: profileId } } }, 4],
  ['by a code in the request', { match: { request: { custom_code: '48213' } } }, 1],
  ['by part of the answer', { match: { answer: { data: { status: 'pending', timeout_secs: 60 } } } }, 1],
  ['by a code in the answer', { match: { answer: { data: { custom_code: '48213' } } } }, 1],
  ['by null in the answer', { match: { answer: { data: { custom_code: null } } } }, 2],
  ['by a list in the answer', { match: { answer: { errors: [{ code: '10005' }] } } }, 1],
  [
    'by everything',
    { operation: sms, match: { phone_number, status: 200, request: {}, answer: { data: {} } }, times: 1 },
    1,
  ],
])('an expectation is met: %s', async (_, expectation, matched) => {
  const api = await useTraffic()
  const { status, body } = await ask(api, expectation)
  expect(status).toBe(200)
  expect(body).toMatchObject({ matched, cursor: '0-14' })
  expect(body.entries).toHaveLength(matched)
})

test('arrays in a request match by length and partially by member', async () => {
  const api = await useApi()
  await api.post('/verify_profiles', { name: 'x', sms: { whitelisted_destinations: ['US', 'GB'] } })
  const matches = async (whitelisted_destinations: unknown) =>
    (await ask(api, { match: { request: { sms: { whitelisted_destinations } } } })).status === 200
  expect(await matches(['US', 'GB'])).toBe(true)
  expect(await matches(['GB', 'US'])).toBe(false)
  expect(await matches(['US'])).toBe(false)
  expect(await matches([])).toBe(false)
  expect(await matches({})).toBe(false)
})

test('since counts later requests only', async () => {
  const api = await useTraffic()
  const { cursor } = (await ask(api, { operation: sms })).body as AssertResult
  expect((await ask(api, { operation: sms, since: cursor, times: 0 })).body.matched).toBe(0)
  await start(api)
  expect((await ask(api, { operation: sms, since: cursor, times: 1 })).body.matched).toBe(1)
  await api.emulator.reset()
  await start(api)
  expect((await ask(api, { operation: sms, since: cursor, times: 1 })).body.matched).toBe(1)
})

test('the newest hundred matches are listed, and all are counted', async () => {
  const api = await useApi()
  for (let i = 0; i < 120; i++) await api.get(`/verify_profiles?page[number]=${i + 1}`)
  const { matched, entries } = (await ask(api, { times: 120 })).body as AssertResult
  expect(matched).toBe(120)
  expect(entries).toHaveLength(100)
  expect(entries[0]?.path).toBe('/v2/verify_profiles?page[number]=120')
})

describe('an expectation is not met', () => {
  const refused = async (api: Api, expectation: object) => {
    const { status, body, headers } = await ask(api, expectation)
    expect(status).toBe(422)
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    return body as { title: string; detail: string; misses: NearMiss[] }
  }

  test.each<[object, string]>([
    [
      { operation: 'CreateVerificationCall', match: { phone_number: other } },
      `Expected CreateVerificationCall at least once with {"phone_number":"${other}"}, but no request matches.
Nearest: POST /v2/verifications/call → 200
  phone_number: expected "${other}", got "${phone_number}"
Nearest: POST /v2/verifications/sms → 200
  operation: expected "CreateVerificationCall", got "CreateVerificationSms"
Nearest: GET /v2/verified_numbers/+13035550000 → 404 (10005, N3)
  hint: +13035550000 is not a verified number of this sandbox
  operation: expected "CreateVerificationCall", got "GetVerifiedNumber"
  phone_number: expected "${other}", got "+13035550000"`,
    ],
    [
      { operation: sms, times: 1 },
      `Expected CreateVerificationSms once, but 2 requests match.
Matched: POST /v2/verifications/sms → 200
Matched: POST /v2/verifications/sms → 200`,
    ],
    [
      { match: { answer: { data: { response_code: 'accepted' } } }, times: 2 },
      `Expected request twice with {"answer":{"data":{"response_code":"accepted"}}}, but no request matches.
Nearest: GET /v2/verified_numbers/+13035550000 → 404 (10005, N3)
  hint: +13035550000 is not a verified number of this sandbox
  answer.data: expected {"response_code":"accepted"}, but it is missing
Nearest: POST /v2/verifications/by_phone_number/${phone_number}/actions/verify → 200 (rejected, C3)
  hint: wrong code, 1 of 5 attempts used; compare response_code with "accepted", not the status
  answer.data.response_code: expected "accepted", got "rejected"
Nearest: POST /v2/verifications/call → 200
  answer.data.response_code: expected "accepted", but it is missing`,
    ],
    [
      { match: { request: { custom_code: '48214', timeout_secs: 60 } } },
      `Expected request at least once with {"request":{"custom_code":"*****","timeout_secs":60}}, but no request matches.
Nearest: POST /v2/verifications/sms → 200
  request.custom_code: expected "*****", but it is missing
Nearest: GET /v2/verified_numbers/+13035550000 → 404 (10005, N3)
  hint: +13035550000 is not a verified number of this sandbox
  request: expected {"custom_code":"*****","timeout_secs":60}, got null
Nearest: POST /v2/verifications/by_phone_number/${phone_number}/actions/verify → 200 (rejected, C3)
  hint: wrong code, 1 of 5 attempts used; compare response_code with "accepted", not the status
  request.custom_code: expected "*****", but it is missing
  request.timeout_secs: expected 60, but it is missing`,
    ],
    [
      { operation: 'ListVerifiedNumbers', at_least: 2, at_most: 3 },
      `Expected ListVerifiedNumbers 2 to 3 times, but no request matches.
Nearest: GET /v2/verified_numbers/+13035550000 → 404 (10005, N3)
  hint: +13035550000 is not a verified number of this sandbox
  operation: expected "ListVerifiedNumbers", got "GetVerifiedNumber"
Nearest: POST /v2/verifications/by_phone_number/${phone_number}/actions/verify → 200 (rejected, C3)
  hint: wrong code, 1 of 5 attempts used; compare response_code with "accepted", not the status
  operation: expected "ListVerifiedNumbers", got "VerifyVerificationCodeByPhoneNumber"
Nearest: POST /v2/verifications/call → 200
  operation: expected "ListVerifiedNumbers", got "CreateVerificationCall"`,
    ],
    [
      { match: { request: { custom_code: '48213' } }, times: 0 },
      `Expected request 0 times with {"request":{"custom_code":"*****"}}, but one request matches.
Matched: POST /v2/verifications/sms → 200`,
    ],
  ])('%j', async (expectation, detail) => {
    const body = await refused(await useTraffic(), expectation)
    expect(body.detail).toBe(detail)
    expect(body.title).toBe('Not as expected')
    expect(body.misses.map(({ entry }) => entry.text)).toEqual(
      detail.split('\n').flatMap((line) => /^(?:Nearest|Matched): (.*)$/.exec(line)?.[1] ?? []),
    )
    expect(body.misses.flatMap(({ differences }) => differences)).toEqual(
      detail.split('\n').flatMap((line) => /^ {2}(?!hint: )(.*)$/.exec(line)?.[1] ?? []),
    )
  })

  test('without any request the message suggests that the application uses another key', async () => {
    const { detail, misses } = await refused(await useApi(), { operation: sms })
    expect(detail).toBe(`Expected CreateVerificationSms at least once, but no request matches.
The journal of sandbox "default" has no requests. Check that your application uses the API key of this sandbox.`)
    expect(misses).toEqual([])
  })

  test('without a request since the cursor the message says so', async () => {
    const api = await useTraffic()
    const { cursor } = (await ask(api, {})).body
    expect((await refused(api, { since: cursor })).detail).toBe(`Expected request at least once, but no request matches.
The journal has no requests after the cursor given as since.`)
  })

  test('entries dropped from the full journal are counted', async () => {
    const api = await useApi({ journal: 2 })
    for (let i = 0; i < 5; i++) await api.get('/verify_profiles')
    expect((await refused(api, { times: 5 })).detail).toContain(
      '3 older entries were dropped. Raise --journal to keep more.',
    )
  })

  test('a long expectation is truncated in the message', async () => {
    const { detail } = await refused(await useTraffic(), { match: { request: { name: 'x'.repeat(100_000) } } })
    expect(detail.length).toBeLessThan(2000)
  })

  test('the client throws the message and the misses', async () => {
    const api = await useTraffic()
    await expect(api.emulator.journal.assert({ operation: sms, times: 3 })).rejects.toMatchObject({
      name: 'JournalAssertionError',
      code: 'journal_assertion',
      status: 422,
      message: expect.stringMatching(/^Expected CreateVerificationSms 3 times, but 2 requests match\.\nNearest: /),
      misses: expect.any(Array),
    })
  })
})

test.each<[object, number, string]>([
  [{ times: 1, at_least: 1 }, 400, 'Use either times, or at_least and at_most.'],
  [{ at_least: 3, at_most: 2 }, 400, 'at_least 3 and at_most 2 cannot both be met.'],
  [
    { operation: 'CreateVerification' },
    400,
    'Unknown operation "CreateVerification". Did you mean CreateVerificationSms?',
  ],
  [{ since: 'x' }, 400, 'since="x" is not a valid cursor. Use the cursor of an earlier response.'],
  [{ times: -1 }, 422, 'times must be at least 0; you sent the number -1'],
  [{ time: 1 }, 422, 'unknown field time in this body'],
  [{ match: { phone: 'x' } }, 422, 'unknown field phone in this body'],
  [{ match: { request: '{}' } }, 422, 'match.request must be object; you sent "{}"'],
])('%j is refused with %i', async (expectation, status, detail) => {
  const { emulator, post } = await useApi()
  const reply = await post('//_emulator/journal/assert', expectation)
  expect([reply.status, reply.body.detail]).toEqual([status, detail])
  expect((await emulator.journal.list()).entries).toEqual([])
})

test('a body nested too deeply is refused, and is harmless in the journal', async () => {
  const api = await useApi()
  const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
  await api.post('/verifications/sms', deep(2500))
  const { status, body } = await ask(api, {})
  expect([status, body.entries[0].request.body]).toEqual([200, deep(2500)])
  const refused = await api.post('//_emulator/journal/assert', `{"match":{"request":${deep(20_000)}}}`)
  expect([refused.status, refused.body.detail]).toEqual([
    422,
    'The body is nested more than 200 levels deep, which is the maximum.',
  ])
})

describe('differences', () => {
  const sentences = (wanted: unknown, actual: unknown, where: string) =>
    findMismatches(wanted, actual, [where]).map(({ toSentence }) => toSentence())

  test.each<[unknown, unknown, string[]]>([
    [{ a: 1 }, { a: 1, b: 2 }, []],
    [{ a: { b: [{ c: 1 }] } }, { a: { b: [{ c: 1, d: 2 }] } }, []],
    [{}, {}, []],
    [{}, [], ['x: expected {}, got []']],
    [{ a: 1 }, null, ['x: expected {"a":1}, got null']],
    [{ a: '1' }, { a: 1 }, ['x.a: expected "1", got 1']],
    [{ a: null }, {}, ['x.a: expected null, but it is missing']],
    [[1, { a: 2 }], [1, { a: 3 }], ['x[1].a: expected 2, got 3']],
    [[1], [1, 2], ['x: expected [1], got [1,2]']],
    [
      { toString: 'x', constructor: 1 },
      {},
      ['x.toString: expected "x", but it is missing', 'x.constructor: expected 1, but it is missing'],
    ],
    ['x'.repeat(300), '', [`x: expected "${'x'.repeat(199)}…, got ""`]],
  ])('%j against %j', (wanted, actual, differences) => {
    expect(sentences(wanted, actual, 'x')).toEqual(differences)
  })

  test.each<[string, unknown, unknown, string[]]>([
    ['request', { code: '1111' }, { code: '2222' }, ['request.code: not the expected value']],
    [
      'request',
      { codes: [{ otp: '1111' }] },
      { codes: [{ otp: '2222' }] },
      ['request.codes[0].otp: not the expected value'],
    ],
    ['request', { code: { a: '1111' } }, { code: '2222' }, ['request.code: not the expected value']],
    [
      'request',
      { code: '1111' },
      '{"code":"2222"',
      ['request: expected {"code":"****"}, got "{\\"code\\":\\"****\\""'],
    ],
    ['request', [], { code: '2222' }, ['request: expected [], got {"code":"****"}']],
    [
      'answer',
      { data: [] },
      { data: { custom_code: '2222' } },
      ['answer.data: expected [], got {"custom_code":"****"}'],
    ],
    [
      'answer',
      { data: { custom_code: '1111' } },
      { data: { custom_code: '2222' } },
      ['answer.data.custom_code: not the expected value'],
    ],
    [
      'answer',
      { errors: [{ code: '1' }] },
      { errors: [{ code: '2' }] },
      ['answer.errors[0].code: expected "1", got "2"'],
    ],
  ])('a difference hides the code of a %s: %j against %j', (side, wanted, actual, differences) => {
    expect(sentences(wanted, actual, side)).toEqual(differences)
  })
})
