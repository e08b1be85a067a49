import { describe, expect, test } from 'vitest'
import { type Api, useApi } from '../support/emulator.js'

async function createProfile({ post }: Pick<Api, 'post'>, body: object) {
  const reply = await post('/verify_profiles', { name: 'Login', ...body })
  expect(reply.status).toBe(200)
  return reply.body.data
}

test('P1, P3: a profile with one section has its defaults and nothing else', async () => {
  const api = await useApi()
  const profile = await createProfile(api, { sms: {} })
  expect(profile).toEqual({
    id: expect.stringMatching(/^4900/),
    record_type: 'verification_profile',
    name: 'Login',
    language: 'en-US',
    daily_spend_limit_enabled: false,
    sms: {
      code_length: 5,
      default_verification_timeout_secs: 300,
      default_timeout_secs: 300,
      alpha_sender: 'Telnyx',
    },
    created_at: '2026-01-31T09:30:00.123000',
    updated_at: '2026-01-31T09:30:00.123000',
  })
  expect((await api.get(`/verify_profiles/${profile.id}`)).body.data).toEqual(profile)
})

test('P1: a profile with everything set returns everything', async () => {
  const api = await useApi()
  const given = {
    name: 'Everything',
    webhook_url: 'http://localhost:3000/hooks',
    webhook_failover_url: 'http://localhost:3001/hooks',
    language: 'de-DE',
    daily_spend_limit: 12.5,
    daily_spend_limit_enabled: true,
    sms: {
      app_name: 'Acme',
      code_length: 6,
      default_verification_timeout_secs: 60,
      messaging_template_id: '0abb5b4f-459f-445a-bfcd-488998b7572d',
      whitelisted_destinations: ['US', 'CA'],
      alpha_sender: null,
    },
    call: { app_name: 'Acme', code_length: 4, default_verification_timeout_secs: 120 },
    flashcall: { app_name: 'Acme', default_verification_timeout_secs: 30, whitelisted_destinations: ['*'] },
    whatsapp: {
      default_verification_timeout_secs: 90,
      waba_id: '123',
      sender_phone_number: '+13035550199',
      template_id: 'auth',
    },
  }
  expect(await createProfile(api, given)).toMatchObject(given)
})

test('P3: WhatsApp starts from the defaults of the spec', async () => {
  const api = await useApi({ dialect: 'spec' })
  const { whatsapp, flashcall, call } = await createProfile(api, { whatsapp: {}, flashcall: {}, call: {} })
  expect(whatsapp).toEqual({
    code_length: 5,
    default_verification_timeout_secs: 300,
    waba_id: null,
    sender_phone_number: null,
    template_id: null,
  })
  expect(flashcall).toEqual({ default_verification_timeout_secs: 300 })
  expect(call).toEqual({ code_length: 5, default_verification_timeout_secs: 300 })
})

test('P2: without a channel a profile is refused in the docs dialect', async () => {
  const { post } = await useApi()
  const { status, body } = await post('/verify_profiles', { name: 'None' })
  expect(status).toBe(400)
  expect(body.errors[0]).toMatchObject({
    code: '10015',
    title: 'Bad Request',
    detail: 'No channel setting provided: sms, call, etc',
  })
})

test('P2: without a channel a profile is accepted in the spec dialect', async () => {
  const { post } = await useApi({ dialect: 'spec' })
  expect((await post('/verify_profiles', { name: 'None' })).status).toBe(200)
})

test.each([
  ['docs', 45, 46],
  ['spec', undefined, undefined],
] as const)(
  'P4: both names of the timeout are accepted, and the %s dialect returns them',
  async (dialect, older, newer) => {
    const api = await useApi({ dialect })
    const sections = { sms: {}, call: {}, flashcall: {}, whatsapp: {} }
    const named = (settings: object) =>
      createProfile(api, Object.fromEntries(Object.keys(sections).map((channel) => [channel, settings])))
    const alone = await named({ default_timeout_secs: 45 })
    const both = await named({ default_timeout_secs: 45, default_verification_timeout_secs: 46 })
    for (const channel of Object.keys(sections)) {
      expect(alone[channel].default_verification_timeout_secs).toBe(45)
      expect(alone[channel].default_timeout_secs).toBe(older)
      expect(both[channel].default_verification_timeout_secs).toBe(46)
      expect(both[channel].default_timeout_secs).toBe(newer)
    }
    const path = `/verify_profiles/${alone.id}`
    expect((await api.get(path)).body.data).toEqual(alone)
    expect((await api.get('/verify_profiles')).body.data.find(({ id }: { id: string }) => id === alone.id)).toEqual(
      alone,
    )
    expect((await api.delete(path)).body.data).toEqual(alone)
    const { profiles = [] } = await api.emulator.snapshot.take()
    expect(JSON.stringify(profiles)).not.toContain('default_timeout_secs') // files have one name for it
  },
)

test.each([
  [3, 400],
  [4, 200],
  [10, 200],
  [11, 400],
])('P5: a code length of %i is %i', async (code_length, status) => {
  const { post } = await useApi()
  const reply = await post('/verify_profiles', { name: 'A', call: { code_length } })
  expect(reply.status).toBe(status)
  if (status === 400)
    expect(reply.body.errors[0]).toMatchObject({ code: '10015', source: { pointer: '/call/code_length' } })
})

test.each([
  [0, 422],
  [-5, 422],
  [1, 200],
  [31_536_000, 200],
  [1e15, 200],
])('P6: a timeout of %d s is %i', async (seconds, status) => {
  const { post } = await useApi()
  const reply = await post('/verify_profiles', { name: 'A', sms: { default_verification_timeout_secs: seconds } })
  expect(reply.status).toBe(status)
  if (status === 422) expect(reply.body.errors[0].code).toBe('10033')
})

describe('P7', () => {
  test('P7: * and real countries are accepted, an unknown country is refused', async () => {
    const { post } = await useApi()
    const withCountries = (whitelisted_destinations: string[]) =>
      post('/verify_profiles', { name: 'A', sms: { whitelisted_destinations } })
    expect((await withCountries(['*'])).status).toBe(200)
    expect((await withCountries(['DE', 'US'])).status).toBe(200)
    const reply = await withCountries(['DE', 'UK'])
    expect(reply.status).toBe(422)
    expect(reply.body.errors[0]).toMatchObject({
      code: '10032',
      source: { pointer: '/sms/whitelisted_destinations/1' },
    })
    expect(reply.headers.get('x-emulator-hint')).toContain('the United Kingdom is GB')
  })

  test('P7, H10: an unknown country is 400 in the spec dialect, like every invalid body', async () => {
    const { post } = await useApi({ dialect: 'spec' })
    const reply = await post('/verify_profiles', { name: 'A', sms: { whitelisted_destinations: ['UK'] } })
    expect(reply.status).toBe(400)
    expect(reply.body.errors[0].code).toBe('10032')
  })

  test('P7: an account that requires countries requires them in each section', async () => {
    const { post, patch } = await useApi({ requireWhitelistedDestinations: true })
    const refused = await post('/verify_profiles', { name: 'A', sms: { whitelisted_destinations: ['US'] }, call: {} })
    expect(refused.status).toBe(400)
    expect(refused.body.errors[0]).toMatchObject({
      code: '40331',
      source: { pointer: '/call/whitelisted_destinations' },
    })
    const created = await post('/verify_profiles', { name: 'A', sms: { whitelisted_destinations: ['US'] } })
    expect(created.status).toBe(200)
    const path = `/verify_profiles/${created.body.data.id}`
    expect((await patch(path, { sms: { code_length: 6 } })).status).toBe(200)
    expect((await patch(path, { call: {} })).body.errors[0].code).toBe('40331')
    expect((await patch(path, { sms: { whitelisted_destinations: [] } })).body.errors[0].code).toBe('40331')
  })
})

test('P8: an unknown template is refused', async () => {
  const { post } = await useApi()
  for (const messaging_template_id of ['12ade33a-21c0-473b-b055-b3c836e1c292', 'mine']) {
    const { status, body } = await post('/verify_profiles', { name: 'A', sms: { messaging_template_id } })
    expect(status).toBe(400)
    expect(body.errors[0]).toMatchObject({ code: '10015', source: { pointer: '/sms/messaging_template_id' } })
  }
})

describe('P9', () => {
  test('P9: PATCH changes only the fields that it sets', async () => {
    const api = await useApi()
    const before = await createProfile(api, {
      language: 'fr-FR',
      webhook_url: 'http://localhost/1',
      sms: { code_length: 6, default_verification_timeout_secs: 60, whitelisted_destinations: ['US', 'CA'] },
      call: { app_name: 'Acme' },
    })
    api.pass(1000)
    const { body } = await api.patch(`/verify_profiles/${before.id}`, {
      sms: { code_length: 7, whitelisted_destinations: ['DE'] },
    })
    expect(body.data).toEqual({
      ...before,
      sms: { ...before.sms, code_length: 7, whitelisted_destinations: ['DE'] },
      updated_at: '2026-01-31T09:30:01.123000',
    })
  })

  test('P9: an empty PATCH changes nothing but the time', async () => {
    const api = await useApi()
    const before = await createProfile(api, { sms: { code_length: 9 } })
    const { body } = await api.patch(`/verify_profiles/${before.id}`, {})
    expect(body.data).toEqual(before)
  })

  test('P9: PATCH adds a section with its defaults, including flashcall', async () => {
    const api = await useApi()
    const before = await createProfile(api, { sms: {} })
    const { body } = await api.patch(`/verify_profiles/${before.id}`, { flashcall: { app_name: 'Acme' } })
    expect(body.data.flashcall).toMatchObject({ app_name: 'Acme', default_verification_timeout_secs: 300 })
  })

  test('P9: a refused PATCH changes nothing', async () => {
    const api = await useApi()
    const before = await createProfile(api, { sms: {} })
    const path = `/verify_profiles/${before.id}`
    expect((await api.patch(path, { name: 'Other', sms: { code_length: 99 } })).status).toBe(400)
    expect((await api.get(path)).body.data).toEqual(before)
  })

  test('P9: an empty URL unsets it', async () => {
    const api = await useApi()
    const before = await createProfile(api, { sms: {}, webhook_url: 'http://localhost/1' })
    const { body } = await api.patch(`/verify_profiles/${before.id}`, { webhook_url: '' })
    expect(body.data).not.toHaveProperty('webhook_url')
  })
})

test('P10: a deleted profile is 404, and its verifications stay readable', async () => {
  const api = await useApi()
  const { id } = await createProfile(api, { sms: {} })
  const phone_number = '+13035551234'
  const started = await api.post('/verifications/sms', { phone_number, verify_profile_id: id })
  expect((await api.delete(`/verify_profiles/${id}`)).body.data.id).toBe(id)
  expect((await api.get(`/verify_profiles/${id}`)).status).toBe(404)
  expect((await api.patch(`/verify_profiles/${id}`, {})).status).toBe(404)
  expect((await api.delete(`/verify_profiles/${id}`)).status).toBe(404)
  expect((await api.get(`/verifications/${started.body.data.id}`)).body.data.status).toBe('pending')
  const check = await api.post(`/verifications/by_phone_number/${phone_number}/actions/verify`, {
    code: '1',
    verify_profile_id: id,
  })
  expect(check.status).toBe(400)
  expect(check.body.errors[0]).toMatchObject({ code: '10015', detail: 'Profile not found' })
})

test('P11: filter[name] is the whole name, filter[name][contains] a part in any case, and names may repeat', async () => {
  const api = await useApi()
  for (const name of ['Login A', 'login b', 'Login A', 'Payment']) await createProfile(api, { name, sms: {} })
  const find = async (query: string) => {
    const { body, headers } = await api.get(`/verify_profiles?${query}`)
    const names = body.data.map((profile: { name: string }) => profile.name)
    expect(body.meta.total_results).toBe(names.length)
    return { names, hint: headers.get('x-emulator-hint') }
  }
  expect(await find('filter[name]=Login%20A')).toEqual({ names: ['Login A', 'Login A'], hint: null })
  expect(await find('filter%5Bname%5D=Payment')).toEqual({ names: ['Payment'], hint: null })
  expect((await find('filter[name][contains]=LOGIN')).names).toEqual(['Login A', 'login b', 'Login A'])
  expect((await find('filter[name][contains]=n%20a')).names).toEqual(['Login A', 'Login A'])
  expect((await find('filter[name]=login%20b&filter[name][contains]=LOG')).names).toEqual(['login b'])
  const part = await find('filter[name]=Login')
  expect(part.names).toEqual([])
  expect(part.hint).toContain('filter[name][contains] matches a part, which 3 profiles have')
  expect(await find('filter[name]=missing')).toEqual({ names: [], hint: null })
  expect(await find('filter[name]=Payment&filter[name][contains]=x')).toEqual({ names: [], hint: null })
  expect(await find('filter[name][contains]=missing')).toEqual({ names: [], hint: null })
  expect((await find('filter[name]=')).names).toEqual([])
})

describe('P12', () => {
  test('P12: IDs contain the time of creation and sort by it', async () => {
    const api = await useApi({ seed: undefined })
    const ids: string[] = []
    for (let i = 0; i < 20; i++) {
      if (i === 10) api.pass(5)
      ids.push((await createProfile(api, { sms: {} })).id)
    }
    expect(ids).toEqual([...ids].sort())
    const ms = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(4, 16), 16)
    expect(ms(ids[0] as string)).toBe(Date.UTC(2026, 0, 31, 9, 30, 0, 123))
    for (const id of ids) expect(id).toMatch(/^4900[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
  })

  test.each([1, undefined])('P12: with the seed %s, IDs sort after those of the profiles in fixtures', async (seed) => {
    const stored = ['4900019b-76da-b800-ffff-ffffffffffff', '49000200-0000-0000-8000-000000000001']
    for (const ids of [[], stored]) {
      const profiles = ids.map((id) => ({ id, name: 'Stored', sms: {} }))
      const api = await useApi({ seed, fixtures: { version: 1, profiles } })
      const all = [api.emulator.profileId, ...ids]
      for (let i = 0; i < 3; i++) all.push((await createProfile(api, { sms: {} })).id)
      expect(all).toEqual([...new Set(all)].sort())
    }
  })

  test('P12: a stored ID with an impossible time does not affect new IDs', async () => {
    const profiles = [{ id: '4900ffff-ffff-ffff-8000-000000000001', name: 'Stored', sms: {} }]
    const api = await useApi({ seed: undefined, fixtures: { version: 1, profiles } })
    expect((await createProfile(api, { sms: {} })).id).toMatch(/^4900019c-1363-4a3b/) // 2026-01-31
  })

  test('P12: IDs with a seed do not depend on the time', async () => {
    const ids = async (ms: number) => {
      const api = await useApi()
      api.pass(ms)
      return [await createProfile(api, { sms: {} }), await createProfile(api, { sms: {} })].map(({ id }) => id)
    }
    const first = await ids(0)
    expect(await ids(86_400_000)).toEqual(first)
    expect(first).toEqual([...first].sort())
  })
})

describe('P13', () => {
  const phone_number = '+13035551234'

  test('P13: the verification that would exceed the limit is refused, until the next UTC day', async () => {
    const api = await useApi({ prices: { verification: 0.1, sms: 0.1, call: 0.05 } })
    const { id } = await createProfile(api, {
      daily_spend_limit: 0.5,
      daily_spend_limit_enabled: true,
      sms: {},
      call: {},
    })
    const send = (channel: string) => api.post(`/verifications/${channel}`, { phone_number, verify_profile_id: id })
    expect((await send('sms')).status).toBe(200) // 0.20
    expect((await send('call')).status).toBe(200) // 0.35
    expect((await send('call')).status).toBe(200) // 0.50
    const refused = await send('call')
    expect(refused.status).toBe(400)
    expect(refused.body.errors[0].code).toBe('40333')
    expect(refused.headers.get('x-emulator-hint')).toContain('0.65 USD')
    await api.emulator.clock.set('2026-01-31T23:59:59Z')
    expect((await send('sms')).status).toBe(400)
    await api.emulator.clock.advance('1s')
    expect((await send('sms')).status).toBe(200)
  })

  test('P13: a clock that is set back finds what the earlier day has spent', async () => {
    const api = await useApi({ prices: { verification: 0.3 } })
    const { id } = await createProfile(api, { daily_spend_limit: 0.5, daily_spend_limit_enabled: true, sms: {} })
    const send = async () => (await api.post('/verifications/sms', { phone_number, verify_profile_id: id })).status
    expect([await send(), await send()]).toEqual([200, 400])
    await api.emulator.clock.advance('1d')
    expect(await send()).toBe(200)
    await api.emulator.clock.set('2026-01-31T10:00:00Z')
    expect(await send()).toBe(400)
  })

  test('P13: a limit that is not enabled has no effect', async () => {
    const api = await useApi({ prices: { verification: 1 } })
    const { id } = await createProfile(api, { daily_spend_limit: 0, sms: {} })
    expect((await api.post('/verifications/sms', { phone_number, verify_profile_id: id })).status).toBe(200)
  })
})

test.each(['4900019b-76da-b800-8000-00000000dead', 'no-uuid', '%20', 'constructor'])(
  'P14: the id %s is 404, 10005',
  async (id) => {
    const api = await useApi()
    for (const reply of [
      await api.get(`/verify_profiles/${id}`),
      await api.patch(`/verify_profiles/${id}`, {}),
      await api.delete(`/verify_profiles/${id}`),
      await api.get(`/verifications/${id}`),
    ]) {
      expect(reply.status).toBe(404)
      expect(reply.body.errors[0].code).toBe('10005')
    }
  },
)
