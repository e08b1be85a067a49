import { expect, test } from 'vitest'
import { useApi } from '../support/emulator.js'

const phone_number = '+13035551234'

test('GET /_emulator returns the settings of a client', async () => {
  const { get, emulator } = await useApi()
  expect((await get('//_emulator?sandbox=login')).body).toEqual({
    sandbox: 'login',
    dialect: 'docs',
    seed: '1/login',
    api_key: 'sandbox_login',
    profile_id: emulator.profileId,
    base_path: '/v2',
    public_key: await emulator.webhooks.publicKey(),
    page: { embed_actions: false, lan_urls: [], prototype: false },
  })
})

test.each(['health', 'livez', 'readyz'])('/%s answers with any key', async (path) => {
  const { emulator } = await useApi()
  const response = await emulator.fetch(`${emulator.url.replace('/v2', '')}/${path}`, {
    headers: { authorization: 'Basic YTpi' },
  })
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ status: 'ok', version: expect.any(String), sandboxes: 1 })
})

test('a reset restores the initial state, and the same requests get the same answers', async () => {
  const api = await useApi()
  const story = async () => {
    const profile = await api.post('/verify_profiles', { name: 'New', sms: {} })
    const template = await api.post('/verify_profiles/templates', { text: '{{code}}' })
    const started = await api.post('/verifications/sms', { phone_number, verify_profile_id: profile.body.data.id })
    await api.post('/verified_numbers', { phone_number, verification_method: 'sms' })
    const messages = await api.emulator.inbox.list()
    return JSON.stringify([profile.body, template.body, started.body, messages])
  }
  const first = await story()
  await api.emulator.clock.advance('1h')
  await api.emulator.clock.freeze()
  await api.delete(`/verify_profiles/${api.emulator.profileId}`)
  await api.emulator.reset()
  expect(await api.emulator.clock.now()).toMatchObject({ frozen: false, offsetMs: 0 })
  expect(await api.emulator.inbox.list()).toEqual([])
  expect((await api.get('/verify_profiles')).body.meta.total_results).toBe(1)
  expect((await api.get('/verify_profiles/templates')).body.data).toHaveLength(6)
  expect((await api.get(`/verifications/by_phone_number/${phone_number}`)).body.data).toEqual([])
  expect(await story()).toBe(first)
})

test('beyond the limit the least recently used sandbox is dropped with a warning', async () => {
  const said: string[] = []
  const { emulator } = await useApi({ maxSandboxes: 2, onWarning: (sentence) => said.push(sentence) })
  for (const name of ['a', 'b']) await emulator.sandbox(name).reset()
  expect(said).toEqual([
    expect.stringMatching(/^Sandbox "default" was dropped: more than 2 are in use.*Raise maxSandboxes/),
  ])
})

test.each([
  ['GET', '/_emulator/inbx', 404, 'Unknown path "/_emulator/inbx". Did you mean /_emulator/inbox?'],
  ['POST', '/_emulator/inbox', 405, '/_emulator/inbox does not support POST. Use GET or HEAD.'],
  ['DELETE', '/health', 405, '/health does not support DELETE. Use GET or HEAD.'],
])('%s %s is %i', async (method, path, status, detail) => {
  const { send } = await useApi()
  const reply = await send(method, `/${path}`)
  expect(reply.status).toBe(status)
  expect(reply.body.detail).toBe(detail)
})
