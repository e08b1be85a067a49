import { describe, expect, test } from 'vitest'
import { type Api, type Reply, useApi } from '../support/emulator.js'

const create = (api: Api, body: object) => api.post('/verify_profiles', { name: 'Login', ...body })
const pathOf = ({ body }: Reply) => `/verify_profiles/${body.data.id}`
const hintsOf = ({ headers }: Reply) => headers.get('x-emulator-hint')?.split(' | ') ?? []
const everywhere = { whitelisted_destinations: ['*'] }

describe('P7', () => {
  const option = '--require-whitelisted-destinations'

  test('P7: a section without countries is taken with a hint that names the option', async () => {
    const api = await useApi()
    const created = await create(api, { sms: {}, call: { whitelisted_destinations: [] }, whatsapp: everywhere })
    expect(created.status).toBe(200)
    expect(hintsOf(created)).toEqual([expect.stringContaining('no whitelisted_destinations in sms, call:')])
    expect(hintsOf(created)[0]).toContain(option)
    const path = pathOf(created)
    expect(hintsOf(await api.patch(path, { name: 'Other' }))[0]).toContain(option)
    const half = await api.patch(path, { call: everywhere })
    expect(hintsOf(half).at(-1)).toContain('no whitelisted_destinations in sms:')
    expect(hintsOf(await api.patch(path, { sms: everywhere })).join()).not.toContain(option)
    expect(hintsOf(await create(api, { sms: everywhere }))).toEqual([])
    expect(hintsOf(await api.get(path))).toEqual([])
  })

  test('P7: a refused profile and an account that must name countries get no such hint', async () => {
    const api = await useApi()
    expect(hintsOf(await create(api, { sms: { code_length: 3 } })).join()).not.toContain(option)
    const strict = await useApi({ requireWhitelistedDestinations: true })
    expect((await create(strict, { sms: everywhere })).status).toBe(200)
    expect(hintsOf(await create(strict, { sms: everywhere }))).toEqual([])
  })

  test('P7, P9: in the spec dialect a replaced section must name its countries again', async () => {
    const api = await useApi({ dialect: 'spec', requireWhitelistedDestinations: true })
    const path = pathOf(await create(api, { sms: everywhere }))
    const refused = await api.patch(path, { sms: { code_length: 6 } })
    expect(refused.body.errors[0].code).toBe('40331')
    expect((await api.patch(path, { sms: { code_length: 6, ...everywhere } })).status).toBe(200)
  })
})

describe('P9', () => {
  const section = {
    app_name: 'Acme',
    code_length: 8,
    default_verification_timeout_secs: 60,
    whitelisted_destinations: ['US'],
    alpha_sender: null,
  }

  test('P9: PATCH keeps the other settings of a section and names those that may be erased', async () => {
    const api = await useApi()
    const path = pathOf(await create(api, { sms: section, call: everywhere }))
    const reply = await api.patch(path, { sms: { code_length: 6 } })
    expect(reply.body.data.sms).toMatchObject({ ...section, code_length: 6 })
    expect(hintsOf(reply)).toEqual([
      expect.stringContaining(
        'kept sms.app_name, sms.default_verification_timeout_secs, sms.whitelisted_destinations, sms.alpha_sender:',
      ),
    ])
    const both = await api.patch(path, { sms: { ...section, alpha_sender: 'Acme' }, call: { code_length: 7 } })
    expect(hintsOf(both)[0]).toContain('kept call.whitelisted_destinations:')
    expect(hintsOf(await api.patch(path, { name: 'Other' }))).toEqual([])
  })

  test('P9: settings at their defaults have nothing to lose', async () => {
    const api = await useApi()
    const path = pathOf(await create(api, { sms: everywhere }))
    expect(hintsOf(await api.patch(path, { sms: { code_length: 6, ...everywhere } }))).toEqual([])
  })

  test('P9: in the spec dialect PATCH replaces a section and fills it with defaults', async () => {
    const api = await useApi({ dialect: 'spec' })
    const path = pathOf(await create(api, { sms: section, call: { code_length: 7 }, whatsapp: { waba_id: '1' } }))
    const reply = await api.patch(path, { sms: { app_name: 'Other' }, whatsapp: {} })
    expect(reply.body.data.sms).toEqual({
      app_name: 'Other',
      code_length: 5,
      default_verification_timeout_secs: 300,
      alpha_sender: 'Telnyx',
    })
    expect(reply.body.data.whatsapp.waba_id).toBeNull()
    expect(reply.body.data.call.code_length).toBe(7) // not named, so not replaced
    expect((await api.get(path)).body.data).toEqual(reply.body.data)
  })

  test('P9: flashcall in PATCH is taken with a hint', async () => {
    const api = await useApi()
    const path = pathOf(await create(api, { sms: everywhere }))
    const reply = await api.patch(path, { flashcall: { app_name: 'Acme', ...everywhere } })
    expect(reply.body.data.flashcall.app_name).toBe('Acme')
    expect(hintsOf(reply)).toEqual([expect.stringContaining('does not list flashcall in a PATCH')])
  })

  test('P9: flashcall in PATCH is ignored in the spec dialect, whatever its value', async () => {
    const api = await useApi({ dialect: 'spec' })
    const path = pathOf(await create(api, { sms: everywhere, flashcall: { app_name: 'Acme', ...everywhere } }))
    for (const flashcall of [{ app_name: 'Other' }, {}, 'wrong type', null]) {
      const reply = await api.patch(path, { name: 'Other', flashcall })
      expect(reply.status).toBe(200)
      expect(reply.body.data).toMatchObject({ name: 'Other', flashcall: { app_name: 'Acme' } })
      expect(hintsOf(reply)[0]).toContain('ignored flashcall')
    }
  })
})

test('P15: null clears nothing in a PATCH, and the hint says so for each field', async () => {
  for (const dialect of ['docs', 'spec'] as const) {
    const api = await useApi({ dialect })
    const created = await create(api, { webhook_url: 'http://localhost/1', sms: { app_name: 'Acme', ...everywhere } })
    const nulls = { webhook_url: null, sms: null }
    const reply = await api.patch(pathOf(created), nulls)
    expect(reply.status).toBe(dialect === 'docs' ? 422 : 400)
    expect(reply.body.errors[0]).toMatchObject({ code: '10026', source: { pointer: '/webhook_url' } })
    for (const field of ['webhook_url', 'sms'])
      expect(hintsOf(reply)).toContainEqual(expect.stringContaining(`null cannot clear ${field}:`))
    const inside = await api.patch(pathOf(created), { sms: { messaging_template_id: null } })
    const way =
      dialect === 'docs' ? 'a PATCH keeps what it does not name' : 'leave it out, because the spec dialect replaces'
    expect(hintsOf(inside)).toContainEqual(
      expect.stringContaining(`null cannot clear sms.messaging_template_id: ${way}`),
    )
    expect((await api.get(pathOf(created))).body.data).toEqual(created.body.data)
    expect(hintsOf(await api.patch(pathOf(created), { name: 1 })).join()).not.toContain('null cannot clear')
  }
})
