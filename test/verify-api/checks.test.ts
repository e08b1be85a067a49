import { describe, expect, test } from 'vitest'
import { type Api, useApi } from '../support/emulator.js'

const phone_number = '+13035551234'

async function useVerification(options: { dialect?: 'docs' | 'spec'; channel?: string; body?: object } = {}) {
  const api = await useApi({ dialect: options.dialect })
  const started = await startOne(api, options.body, options.channel)
  return { ...api, ...started }
}

async function startOne(api: Api, body: object = {}, channel = 'sms') {
  const { profileId, inbox } = api.emulator
  const started = await api.post(`/verifications/${channel}`, { phone_number, verify_profile_id: profileId, ...body })
  const { code } = await inbox.next(phone_number)
  const { id } = started.body.data
  const wrong = code === '00000' ? '00001' : '00000'
  return {
    id,
    code,
    wrong,
    byPhone: (code: string, extra: object = {}) =>
      api.post(`/verifications/by_phone_number/${phone_number}/actions/verify`, {
        code,
        verify_profile_id: profileId,
        ...extra,
      }),
    byId: (body: object) => api.post(`/verifications/${id}/actions/verify`, body),
    read: async () => (await api.get(`/verifications/${id}`)).body.data,
  }
}

const notFound = { status: 404, body: { errors: [{ code: '10005', title: 'Resource not found' }] } }

describe.each(['docs', 'spec'] as const)('in the %s dialect', (dialect) => {
  const word = (outcome: string) => (dialect === 'docs' ? outcome : 'rejected')

  test('C1, C2: the right code is accepted, by phone number and by id', async () => {
    const first = await useVerification({ dialect })
    const accepted = await first.byPhone(first.code)
    expect(accepted.status).toBe(200)
    expect(accepted.body).toEqual({ data: { phone_number, response_code: 'accepted' } })
    expect(accepted.headers.get('x-emulator-hint')).toBeNull()
    expect(await first.read()).toMatchObject({ status: 'accepted' })
    const second = await useVerification({ dialect })
    expect((await second.byId({ code: second.code })).body).toEqual({
      data: { phone_number, response_code: 'accepted' },
    })
  })

  test('C3: a wrong code is answered 200 with rejected, and the verification stays pending', async () => {
    const { byPhone, read, wrong, code } = await useVerification({ dialect })
    const rejected = await byPhone(wrong)
    expect(rejected.status).toBe(200)
    expect(rejected.body.data.response_code).toBe('rejected')
    expect(rejected.headers.get('x-emulator-hint')).toBe(
      'wrong code, 1 of 5 attempts used; compare response_code with "accepted", not the status',
    )
    expect((await read()).status).toBe('pending')
    expect((await byPhone(code)).body.data.response_code).toBe('accepted')
  })

  test(`C4: the fifth wrong code is the last; then every code is ${word('max_attempts_exceeded')}`, async () => {
    const { byPhone, byId, read, wrong, code } = await useVerification({ dialect })
    for (let attempt = 1; attempt <= 5; attempt++) {
      expect((await read()).status).toBe('pending')
      const reply = attempt % 2 ? await byPhone(wrong) : await byId({ code: wrong })
      expect(reply.body.data.response_code).toBe('rejected')
    }
    expect((await read()).status).toBe('invalid')
    const right = await byPhone(code)
    expect(right.body.data.response_code).toBe(word('max_attempts_exceeded'))
    expect(right.headers.get('x-emulator-hint')).toContain(
      'the code was correct, but 5 wrong codes have already been tried',
    )
    expect((await byId({ code: wrong })).body.data.response_code).toBe(word('max_attempts_exceeded'))
    expect((await read()).status).toBe('invalid')
  })

  test(`C5: every code after the timeout is ${word('expired')}`, async () => {
    const { byPhone, byId, read, wrong, code, emulator } = await useVerification({ dialect })
    await emulator.clock.advance('5m4s')
    const late = await byPhone(code)
    expect(late.status).toBe(200)
    expect(late.body.data.response_code).toBe(word('expired'))
    expect(late.headers.get('x-emulator-hint')).toMatch(
      dialect === 'docs'
        ? /^the code was correct but expired 4 s ago; compare response_code with "accepted", not the status \| expired is documented, but contested \(C5\).* everything but accepted as failed/
        : /^the code was correct but expired 4 s ago; compare response_code with "accepted", not the status$/,
    )
    expect((await byId({ code: wrong })).body.data.response_code).toBe(word('expired'))
    expect((await read()).status).toBe('expired')
  })
})

test.each<[end: string, finish: (one: Awaited<ReturnType<typeof useVerification>>) => Promise<unknown>]>([
  ['expired', ({ emulator }) => emulator.clock.advance('5m')],
  [
    'invalid',
    async ({ byPhone, wrong }) => {
      for (let attempt = 1; attempt <= 5; attempt++) await byPhone(wrong)
    },
  ],
  ['invalid', ({ byId }) => byId({ status: 'rejected' })],
])('a check of a verification that is %s changes nothing of it', async (end, finish) => {
  const one = await useVerification({ body: { custom_code: '43612' } })
  const { byPhone, byId, read, wrong, code, emulator } = one
  await finish(one)
  const before = await read()
  expect(before.status).toBe(end)
  await emulator.clock.advance('1m')
  for (const check of [byPhone(wrong), byPhone(code), byId({ code }), byId({ status: 'rejected' })])
    expect((await check).body.data?.response_code).not.toBe('accepted')
  expect(await read()).toEqual(before)
  expect((await emulator.journal.list({ kind: 'verification' })).entries).toHaveLength(1)
})

test('C5: the code is accepted in the last millisecond', async () => {
  const { byPhone, code, pass } = await useVerification()
  pass(299_999)
  expect((await byPhone(code)).body.data.response_code).toBe('accepted')
})

describe('C6', () => {
  test('C6: a check applies to the newest pending verification, even if a newer one is settled', async () => {
    const first = await useVerification({ body: { custom_code: '1111' } })
    const second = await startOne(first, { custom_code: '2222' })
    const third = await startOne(first, { custom_code: '3333' })
    expect((await first.byPhone('2222')).body.data.response_code).toBe('rejected')
    expect((await third.byId({ code: '3333' })).body.data.response_code).toBe('accepted')
    expect((await first.byPhone('2222')).body.data.response_code).toBe('accepted')
    expect((await first.byPhone('1111')).body.data.response_code).toBe('accepted')
    expect((await second.read()).status).toBe('accepted')
    expect(await first.byPhone('1111')).toMatchObject(notFound)
  })

  test('C6: without a pending verification the newest one decides', async () => {
    const first = await useVerification({ body: { timeout_secs: 60 } })
    await first.emulator.clock.advance('2m')
    expect((await first.byPhone(first.code)).body.data.response_code).toBe('expired')
    const second = await startOne(first)
    for (let i = 0; i < 5; i++) await second.byPhone(second.wrong)
    expect((await second.byPhone(second.code)).body.data.response_code).toBe('max_attempts_exceeded')
    const third = await startOne(first)
    await third.byPhone(third.code)
    expect(await third.byPhone(third.code)).toMatchObject(notFound)
  })

  test('C6: a check ignores another profile’s verification of the same number', async () => {
    const first = await useVerification()
    const { body } = await first.post('/verify_profiles', { name: 'Other', sms: {} })
    const reply = await first.byPhone(first.code, { verify_profile_id: body.data.id })
    expect(reply).toMatchObject(notFound)
    expect(reply.headers.get('x-emulator-hint')).toContain('belong to another profile')
    expect((await first.byPhone(first.code)).body.data.response_code).toBe('accepted')
  })

  test('V9, C6: a wrong code that is right for another pending verification says so in the hint', async () => {
    const first = await useVerification({ body: { custom_code: '1111' } })
    const second = await startOne(first, { custom_code: '2222' })
    const hintOf = ({ headers }: { headers: Headers }) => headers.get('x-emulator-hint') ?? ''
    for (const reply of [await first.byPhone('1111'), await second.byId({ code: '1111' })]) {
      expect(reply.body.data.response_code).toBe('rejected')
      expect(hintOf(reply)).toContain('wrong code')
      expect(hintOf(reply)).toContain(`right for another pending verification of this number, ${first.id};`)
    }
    expect(hintOf(await first.byPhone('3333'))).not.toContain('another')
    expect((await first.byId({ code: '1111' })).body.data.response_code).toBe('accepted')
    expect(hintOf(await second.byPhone('1111'))).not.toContain('another') // it is no longer pending
  })

  test('V9, C6: the other verification may belong to another profile', async () => {
    const first = await useVerification({ body: { custom_code: '1111' } })
    const { body } = await first.post('/verify_profiles', { name: 'Other', sms: {} })
    const other = { verify_profile_id: body.data.id }
    const right = `right for another pending verification of this number, ${first.id} of profile`
    const none = await first.byPhone('1111', other)
    expect(none).toMatchObject(notFound)
    expect(none.headers.get('x-emulator-hint')).toContain('belong to another profile')
    expect(none.headers.get('x-emulator-hint')).toContain(right)
    await first.post('/verifications/sms', { phone_number, ...other, custom_code: '2222' })
    expect((await first.byPhone('1111', other)).headers.get('x-emulator-hint')).toContain(right)
    await first.byPhone('2222', other)
    const used = await first.byPhone('1111', other)
    expect(used).toMatchObject(notFound)
    expect(used.headers.get('x-emulator-hint')).toContain(right)
  })

  test('C6: a number without a verification is 404', async () => {
    const { post, emulator } = await useApi()
    const path = '/verifications/by_phone_number/+13035550000/actions/verify'
    const reply = await post(path, { code: '12345', verify_profile_id: emulator.profileId })
    expect(reply).toMatchObject(notFound)
    expect(reply.headers.get('x-emulator-hint')).toBe('no verification was sent to +13035550000 in this sandbox')
  })
})

test('C7: a check after acceptance is 404, by phone number and by id', async () => {
  const { byPhone, byId, code, wrong } = await useVerification({ body: { custom_code: '4321' } })
  await byPhone(code)
  for (const reply of [
    await byPhone(code),
    await byId({ code }),
    await byId({ code: wrong }),
    await byId({ status: 'accepted' }),
  ]) {
    expect(reply).toMatchObject(notFound)
    expect(reply.headers.get('x-emulator-hint')).toContain('already been accepted')
  }
})

describe('C8', () => {
  test.each([
    ['accepted', 'accepted'],
    ['rejected', 'invalid'],
  ])('C8: the status %s settles a custom code as %s', async (status, settled) => {
    const { byId, read } = await useVerification({ body: { custom_code: '4321' } })
    expect((await byId({ status })).body).toEqual({ data: { phone_number, response_code: status } })
    expect((await read()).status).toBe(settled)
  })

  test('C8: a status for a generated code is refused', async () => {
    const { byId, read } = await useVerification()
    const reply = await byId({ status: 'accepted' })
    expect(reply.status).toBe(400)
    expect(reply.body.errors[0]).toMatchObject({ code: '10015', source: { pointer: '/status' } })
    expect((await read()).status).toBe('pending')
  })

  test('C8: code takes precedence over status', async () => {
    const { byId, read } = await useVerification({ body: { custom_code: '4321' } })
    expect((await byId({ code: '1234', status: 'accepted' })).body.data.response_code).toBe('rejected')
    expect((await read()).status).toBe('pending')
  })

  test.each(['docs', 'spec'] as const)(
    'C8: settled as rejected it stays rejected, in the %s dialect',
    async (dialect) => {
      const { byId, byPhone, code, wrong } = await useVerification({ dialect, body: { custom_code: '4321' } })
      await byId({ code: wrong })
      expect((await byId({ status: 'rejected' })).body.data.response_code).toBe('rejected')
      for (const reply of [
        await byId({ code }),
        await byPhone(code),
        await byId({ code: wrong }),
        await byId({ status: 'rejected' }),
        await byId({ status: 'accepted' }),
      ]) {
        expect(reply).toMatchObject({ status: 200, body: { data: { response_code: 'rejected' } } })
        expect(reply.headers.get('x-emulator-hint')).toContain('the application settled this verification as rejected')
      }
    },
  )

  test('C8: after five wrong codes a status is max_attempts_exceeded', async () => {
    const { byId, wrong } = await useVerification({ body: { custom_code: '4321' } })
    for (let i = 0; i < 5; i++) await byId({ code: wrong })
    expect((await byId({ status: 'rejected' })).body.data.response_code).toBe('max_attempts_exceeded')
  })

  test('C8: in the spec dialect neither code nor status is rejected, and no attempt is counted', async () => {
    const { byId, read, code, emulator, get } = await useVerification({ dialect: 'spec' })
    for (let i = 0; i < 6; i++) {
      const reply = await byId(i === 0 ? { otp: code } : {})
      expect(reply.body).toEqual({ data: { phone_number, response_code: 'rejected' } })
      const hint = reply.headers.get('x-emulator-hint')
      expect(hint).toContain('no attempt is counted')
      expect(hint).toContain(i === 0 ? 'you sent `otp`, did you mean `code`?' : 'send the code as')
    }
    expect((await read()).status).toBe('pending')
    expect((await emulator.inbox.next(phone_number)).failedChecks).toBe(0)
    const [entry] = (await emulator.journal.list({ kind: 'request', operation: 'VerifyVerificationCodeById' })).entries
    expect(entry?.decided).toMatchObject({ rule: 'C8', outcome: 'rejected' })
    expect((await byId({ code })).body.data.response_code).toBe('accepted')
    expect(await byId({})).toMatchObject(notFound)
    expect((await get('/verifications/unknown')).status).toBe(404)
  })

  test('C8: neither code nor status is 422, 10004', async () => {
    const { byId } = await useVerification({ body: { custom_code: '4321' } })
    const reply = await byId({ otp: '4321' })
    expect(reply.status).toBe(422)
    expect(reply.body.errors[0]).toMatchObject({ code: '10004', source: { pointer: '/code' } })
    expect(reply.headers.get('x-emulator-hint')).toBe('you sent `otp`, did you mean `code`?')
  })

  test('C8: a status after the timeout is expired', async () => {
    const { byId, emulator } = await useVerification({ body: { custom_code: '4321' } })
    await emulator.clock.advance('1h')
    expect((await byId({ status: 'accepted' })).body.data.response_code).toBe('expired')
  })
})

test('C9: by phone number, code and profile are required, and the profile must exist', async () => {
  const { post } = await useApi()
  const path = `/verifications/by_phone_number/${phone_number}/actions/verify`
  const missing = await post(path, {})
  expect(missing.status).toBe(422)
  expect(missing.body.errors.map((error: { source: object }) => error.source)).toEqual([
    { pointer: '/code' },
    { pointer: '/verify_profile_id' },
  ])
  const unknown = await post(path, { code: '12345', verify_profile_id: 'unknown' })
  expect(unknown.status).toBe(400)
  expect(unknown.body.errors[0].detail).toBe('Profile not found')
})

describe('C12', () => {
  test('C12: 200 concurrent correct checks: exactly one is accepted', async () => {
    const { byPhone, code } = await useVerification()
    const replies = await Promise.all(Array.from({ length: 200 }, () => byPhone(code)))
    expect(replies.filter(({ body }) => body.data?.response_code === 'accepted')).toHaveLength(1)
    expect(replies.filter(({ status }) => status === 404)).toHaveLength(199)
  })

  test('C12: ten concurrent wrong checks: five count', async () => {
    const { byPhone, read, wrong, code } = await useVerification()
    const replies = await Promise.all(Array.from({ length: 10 }, () => byPhone(wrong)))
    const words = replies.map(({ body }) => body.data.response_code)
    expect(words.filter((word) => word === 'rejected')).toHaveLength(5)
    expect(words.filter((word) => word === 'max_attempts_exceeded')).toHaveLength(5)
    expect((await read()).status).toBe('invalid')
    expect((await byPhone(code)).body.data.response_code).toBe('max_attempts_exceeded')
  })
})
