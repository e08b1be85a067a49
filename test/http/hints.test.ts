import { describe, expect, test } from 'vitest'
import { useApi } from '../support/emulator.js'

const phone_number = '+13035551234'
const verify_profile_id = '4900019b-76da-b800-8000-000000000001'
const id = '12ade33a-21c0-473b-b055-b3c836e1c292'
const start = { phone_number, verify_profile_id }
const check = { ...start, code: '12345' }
const startBody = `{"phone_number": "${phone_number}", "verify_profile_id": "${verify_profile_id}"}`
const checkByPhone = `send POST /v2/verifications/by_phone_number/${phone_number}/actions/verify {"code": "<code>", "verify_profile_id": "${verify_profile_id}"}`
const checkById = `send POST /v2/verifications/${id}/actions/verify {"code": "<code>"}`
const channels = 'sms, call, flashcall, whatsapp'

/** Paths begin with a slash, and are below `/v2` unless they begin with two. */
const hintOf = async (method: string, path: string, body?: unknown) => {
  const { send } = await useApi()
  const { status, headers } = await send(method, path, body)
  return [status, headers.get('x-emulator-hint')]
}

describe('H6, H7: the hint names the request that was meant', () => {
  test.each([
    // A check of a code, in the spellings of applications and of other APIs.
    ['POST', `/verifications/by_verification_id/${id}/actions/verify`, check, 404, checkById],
    ['POST', '/verifications/by_phone_number/verify', check, 405, checkByPhone],
    ['POST', `/verifications/${id}/verify`, check, 404, checkById],
    ['POST', `/verifications/${id}/actions`, check, 404, checkById],
    ['POST', `/verifications/${id}/actions/check`, check, 404, checkById],
    ['POST', `/verifications/${id}`, check, 405, checkById],
    ['POST', '/verifications/undefined/verify', check, 404, checkById.replace(id, '<verification_id>')],
    ['POST', '/verifications/verify', check, 405, checkByPhone],
    ['POST', '/verifications/check', { verification_id: id, code: '1' }, 405, checkById],
    ['POST', '/verify/check', check, 404, checkByPhone],
    ['POST', '/2fa/verify', check, 404, checkByPhone],
    ['POST', `/verify/${phone_number}/confirm`, check, 404, checkByPhone],
    ['POST', `/verifications/${phone_number}/verify`, check, 404, checkByPhone],
    ['POST', `/verifications/by_phone_number/${phone_number}`, check, 405, checkByPhone],
    ['POST', `/verifications/by_phone_number/${phone_number}/verify`, check, 404, checkByPhone],
    ['POST', '/Services/VA12/VerificationCheck', { To: phone_number, verify_profile_id, Code: '1' }, 404, checkByPhone],
    ['GET', `/verifications/${id}/actions/verify`, undefined, 405, `a code is checked with POST; ${checkById}`],
    [
      'POST',
      '/verifications/check',
      {},
      405,
      'name the phone number or the verification; send POST /v2/verifications/by_phone_number/<phone_number>/actions/verify {"code": "<code>", "verify_profile_id": "<verify_profile_id>"}, or POST /v2/verifications/<verification_id>/actions/verify {"code": "<code>"}',
    ],
    // The operations that programs ask before Verify.
    ['POST', '/balance', {}, 405, '/v2/balance does not support POST; send GET /v2/balance'],
    ['GET', '/balances', undefined, 404, 'there is no GET /v2/balances; send GET /v2/balance'],
    ['POST', '/number_lookup', { phone_number }, 404, `send GET /v2/number_lookup/${phone_number}`],
    ['GET', '/number_lookup/', undefined, 404, 'fill in the value after it (is the variable set?)'],
    ['POST', '/detail-records', {}, 404, 'send GET /v2/detail_records?filter[record_type]=verify_2fa'],
    ['POST', '/detail_records', {}, 405, '/v2/detail_records does not support POST'],
    ['POST', '/verification_check', check, 404, checkByPhone],
    ['GET', '/verification_check', undefined, 404, 'a code is checked with POST'],
    // The start of a verification.
    ['POST', '/verifications/smss', start, 405, `send POST /v2/verifications/sms ${startBody}`],
    [
      'POST',
      '/verifications/SMS',
      start,
      405,
      `write "SMS" in lower case; send POST /v2/verifications/sms ${startBody}`,
    ],
    ['POST', '/verifications/text', start, 405, `send POST /v2/verifications/sms ${startBody}`],
    ['POST', '/verifications/voice', start, 405, `send POST /v2/verifications/call ${startBody}`],
    ['POST', '/verifications/flash-call', start, 405, `send POST /v2/verifications/flashcall ${startBody}`],
    ['POST', '/verification/sms', start, 404, `send POST /v2/verifications/sms ${startBody}`],
    ['POST', '/verify/sms', start, 404, `send POST /v2/verifications/sms ${startBody}`],
    ['POST', '/2fa', { ...start, channel: 'call' }, 404, `send POST /v2/verifications/call ${startBody}`],
    ['POST', '/verifications/email', start, 405, `"email" is not a channel; the channels are ${channels}`],
    ['POST', '/verifications/resend', start, 405, `where the channel is one of ${channels}`],
    ['POST', '/verify', start, 404, `send POST /v2/verifications/<channel> ${startBody}`],
    ['GET', '/verifications/sms', undefined, 405, 'send POST /v2/verifications/sms'],
    ['POST', `/verify_profiles/${id}/verifications`, {}, 404, `"verify_profile_id": "${id}"}`],
    // Reading.
    ['GET', '/verifications', undefined, 404, 'send GET /v2/verifications/by_phone_number/<phone_number>'],
    [
      'GET',
      `/verifications?phone_number=%2B13035551234`,
      undefined,
      404,
      `send GET /v2/verifications/by_phone_number/${phone_number}`,
    ],
    ['GET', `/verifications?verification_id=${id}`, undefined, 404, `send GET /v2/verifications/${id}`],
    ['GET', `/verifications/by_phone_number/${id}`, undefined, 400, `send GET /v2/verifications/${id}`],
    [
      'GET',
      `/verifications/${phone_number}`,
      undefined,
      404,
      `send GET /v2/verifications/by_phone_number/${phone_number}`,
    ],
    [
      'DELETE',
      `/verifications/${id}`,
      undefined,
      405,
      `cannot be changed or canceled; send GET /v2/verifications/${id}`,
    ],
    // Other resources.
    ['PUT', `/verify_profiles/${id}`, {}, 405, `does not support PUT; send PATCH /v2/verify_profiles/${id}`],
    ['DELETE', '/verify_profiles', undefined, 405, 'send DELETE /v2/verify_profiles/<verify_profile_id>'],
    ['GET', '/verify-profiles', undefined, 404, 'send GET /v2/verify_profiles'],
    ['GET', '/verification_profiles', undefined, 404, 'send GET /v2/verify_profiles'],
    ['GET', '/verify_profiles/template', undefined, 404, 'send GET /v2/verify_profiles/templates'],
    ['GET', `/verify_profiles/templates/${id}`, undefined, 405, 'a single template cannot be read'],
    ['DELETE', `/verify_profiles/templates/${id}`, undefined, 405, 'a template cannot be deleted'],
    [
      'POST',
      '/verified_number',
      { phone_number },
      404,
      `send POST /v2/verified_numbers {"phone_number": "${phone_number}"`,
    ],
    [
      'POST',
      `/verified_numbers/${phone_number}/verify`,
      {},
      404,
      `send POST /v2/verified_numbers/${phone_number}/actions/verify`,
    ],
    [
      'POST',
      `/verified_numbers/${phone_number}`,
      {},
      405,
      `send POST /v2/verified_numbers {"phone_number": "${phone_number}", "verification_method": "sms"}, or POST /v2/verified_numbers/${phone_number}/actions/verify {"verification_code": "<code>"}`,
    ],
    [
      'POST',
      `/verified_numbers/${phone_number}`,
      { verification_code: '1' },
      405,
      `; send POST /v2/verified_numbers/${phone_number}/actions/verify {"verification_code": "<code>"}`,
    ],
    ['GET', `/verified-numbers/${phone_number}`, undefined, 404, `send GET /v2/verified_numbers/${phone_number}`],
    ['DELETE', '/verified_numbers', undefined, 405, 'send DELETE /v2/verified_numbers/<phone_number>'],
    ['DELETE', '/verified_numbers', { phone_number }, 405, `send DELETE /v2/verified_numbers/${phone_number}`],
    ['POST', `/verify_profiles/templates/${id}`, {}, 405, `send PATCH /v2/verify_profiles/templates/${id}`],
    ['POST', '/webhook_deliveries', {}, 405, 'send GET /v2/webhook_deliveries'],
    ['GET', `/webhook-deliveries/${id}`, undefined, 404, `send GET /v2/webhook_deliveries/${id}`],
    // The version, slashes.
    [
      'GET',
      '//v1/verify_profiles',
      undefined,
      404,
      'the path must begin with /v2, not /v1; send GET /v2/verify_profiles',
    ],
    [
      'GET',
      '//V2/verify_profiles',
      undefined,
      404,
      'the path must begin with /v2, not /V2; send GET /v2/verify_profiles',
    ],
    ['POST', '//verifications/sms', start, 404, `the base URL lacks /v2; send POST /v2/verifications/sms ${startBody}`],
    ['POST', `/verifications/${id}/actions/verify/`, check, 404, `remove the trailing slash`],
    ['POST', '/verifications//actions/verify', check, 404, 'the ID between them is empty (is the variable set?)'],
    ['POST', '/verifications/by_phone_number//actions/verify', check, 404, 'the phone number in the path is empty'],
    ['GET', '', undefined, 404, 'this is the base URL; add a path like /verify_profiles'],
    [
      'GET',
      '//',
      undefined,
      404,
      'open this address in a browser; the emulated API begins at /v2, and the control API at /_emulator',
    ],
  ] as const)('%s %s', async (method, path, body, status, hint) => {
    const [got, said] = await hintOf(method, path, body)
    expect(got).toBe(status)
    expect(said).toContain(hint)
  })

  test('V10: the removed way to start a verification, with the own number and profile', async () => {
    expect((await hintOf('POST', '/verifications/', start))[1]).toContain('POST /v2/verifications was removed')
    expect(await hintOf('POST', '/verifications', { ...start, type: 'whatsapp' })).toEqual([
      404,
      `POST /v2/verifications was removed; send POST /v2/verifications/whatsapp ${startBody}`,
    ])
  })

  test.each(['dtmf_confirm', 'psd2', 'rcs'])('X1: %s is documented and not emulated, 404', async (word) => {
    expect(await hintOf('POST', `/verifications/${word}`, start)).toEqual([
      404,
      `${word} is documented by the vendor, but not emulated; use sms, call, flashcall or whatsapp`,
    ])
  })

  test('other products of the vendor are named as not supported', async () => {
    for (const path of ['/messages', '/calls', '/phone_numbers', `/calls/${id}/actions/answer`])
      expect(await hintOf('POST', path, {})).toEqual([
        404,
        `Unknown path "/v2${path}". The emulator supports Telnyx Verify and Verified Numbers only.`,
      ])
  })
})

describe('P14, V4: a value in a path that cannot be meant is explained', () => {
  test.each([
    ['GET', '/verifications/:id', 'is the placeholder ":id"'],
    ['GET', '/verifications/%7Bid%7D', 'is the placeholder "{id}"'],
    ['GET', '/verifications/%3Cid%3E', 'is the placeholder "<id>"'],
    ['GET', '/verifications/undefined', 'is "undefined"; is the variable set?'],
    ['GET', '/verify_profiles/null', 'is "null"; is the variable set?'],
    ['DELETE', '/verify_profiles/%24%7Bid%7D', 'is the placeholder "${id}"'],
    ['GET', `/verifications/%7B${id}%7D`, `the ID must be written without "{...}"; send GET /v2/verifications/${id}`],
    ['GET', `/verifications/${id.replaceAll('-', '')}`, `the ID lacks its dashes; send GET /v2/verifications/${id}`],
    ['GET', '/verifications/nonsense', '"nonsense" is not a UUID or a phone number'],
    ['GET', '/verifications/by_phone_number/undefined', 'is "undefined"; is the variable set?'],
    [
      'GET',
      '/verifications/by_phone_number/13035551234',
      'lacks its plus sign; send GET /v2/verifications/by_phone_number/+13035551234',
    ],
    [
      'GET',
      '/verifications/by_phone_number/%252B13035551234',
      'is encoded twice; send GET /v2/verifications/by_phone_number/+13035551234',
    ],
    ['GET', '/verifications/by_phone_number/%2013035551234', 'became a space'],
    ['GET', '/verifications/by_phone_number/(303)%20555-1234', 'must be in E.164'],
  ])('%s %s', async (method, path, hint) => {
    const [status, said] = await hintOf(method, path)
    expect([400, 404]).toContain(status)
    expect(said).toContain(hint)
  })
})

describe('V3, V4: a value in a body that cannot be meant is explained', () => {
  test.each([
    [{ verify_profile_id: 'undefined' }, 'verify_profile_id is "undefined"; is the variable set?'],
    [{ verify_profile_id: '' }, 'verify_profile_id is empty; is the variable set?'],
    [{ verify_profile_id: '${PROFILE}' }, 'verify_profile_id is the placeholder "${PROFILE}"'],
    [{ verify_profile_id: `"${verify_profile_id}"` }, 'verify_profile_id is in quotes; remove them'],
    [{ verify_profile_id: `{${id}}` }, `write verify_profile_id as ${id}`],
    [{ verify_profile_id: id.replaceAll('-', '') }, `write verify_profile_id as ${id}`],
    [{ verify_profile_id: ' login ' }, 'verify_profile_id has spaces around it'],
    [{ verify_profile_id: phone_number }, 'are the two fields swapped?'],
    [{ phone_number: '' }, 'phone_number is empty; is the variable set?'],
    [{ phone_number: 'null' }, 'phone_number is "null"; is the variable set?'],
    [{ phone_number: '%2B13035551234' }, 'phone_number is percent-encoded; in JSON write it decoded'],
    [{ custom_code: '12a45' }, 'the code has characters other than digits'],
    [{ phone_number: id }, 'phone_number is an ID; are the two fields swapped?'],
  ])('%j', async (fields, hint) => {
    const { post } = await useApi()
    const { status, headers } = await post('/verifications/sms', { ...start, ...fields })
    expect(status).toBe(400)
    expect(headers.get('x-emulator-hint')).toContain(hint)
  })
})

test.each([
  ['', 'the code is empty; is the variable set?'],
  [' 12345 ', 'there are spaces around the code'],
  ['123-45', 'there are separators in the code'],
  ['"12345"', 'the code is in quotes'],
  ['undefined', 'the code is a placeholder; is the variable set?'],
  ['\u0661\u0662\u0663\u0664\u0665', 'the code has digits other than 0 to 9'],
  ['%31%32', 'the code is percent-encoded'],
  ['12a45', 'the code has characters other than digits'],
])('C3: the hint explains the code %j', async (code, hint) => {
  const { post, emulator } = await useApi()
  const { profileId } = emulator
  await post('/verifications/sms', { phone_number, verify_profile_id: profileId })
  const path = `/verifications/by_phone_number/${phone_number}/actions/verify`
  const { status, headers } = await post(path, { code, verify_profile_id: profileId })
  expect(status).toBe(200)
  expect(headers.get('x-emulator-hint')).toContain(hint)
})

describe('P14: IDs mean the same in upper case', () => {
  test('in a path and in a body, with a hint', async () => {
    const { get, post, emulator } = await useApi()
    const { profileId } = emulator
    const created = await post('/verifications/sms', { phone_number, verify_profile_id: profileId.toUpperCase() })
    expect(created.status).toBe(200)
    expect(created.body.data.verify_profile_id).toBe(profileId)
    expect(created.headers.get('x-emulator-hint')).toContain(`${profileId.toUpperCase()} is taken as ${profileId}`)
    const read = await get(`/verifications/${created.body.data.id.toUpperCase()}`)
    expect(read.body.data.id).toBe(created.body.data.id)
    expect((await get(`/verify_profiles/${profileId.toUpperCase()}`)).status).toBe(200)
    expect((await get(`/verify_profiles/${profileId}`)).headers.get('x-emulator-hint')).toBeNull()
  })

  test('an ID of a file is kept as it is written there', async () => {
    const profile = 'AAAAAAAA-0000-4000-8000-000000000001'
    const verification = 'AAAAAAAA-0000-4000-8000-000000000002'
    const { get } = await useApi({
      fixtures: {
        version: 1,
        profiles: [{ id: profile, name: 'A', sms: {} }],
        verifications: [{ id: verification, phone_number }],
      },
    })
    for (const path of [`/verifications/${verification}`, `/verify_profiles/${profile}`]) {
      const { status, body, headers } = await get(path)
      expect([status, path.endsWith(body.data?.id), headers.get('x-emulator-hint')]).toEqual([200, true, null])
    }
  })

  test('in a section of a profile', async () => {
    const { post } = await useApi()
    const messaging_template_id = '0ABB5B4F-459F-445A-BFCD-488998B7572D'
    const { status, body } = await post('/verify_profiles', { name: 'A', sms: { messaging_template_id } })
    expect([status, body.data?.sms.messaging_template_id]).toEqual([200, messaging_template_id.toLowerCase()])
  })
})
