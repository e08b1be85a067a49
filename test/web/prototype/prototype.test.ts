import { describe, expect, test } from 'vitest'
import { createEmulator, type EmulatorOptions } from '../../../src/index.js'
import { useApi } from '../../support/emulator.js'

const phone_number = '+13035551234'

async function usePrototype(options: EmulatorOptions = {}) {
  const api = await useApi({ page: { prototype: true }, ...options })
  const send = (path: string, body: unknown, headers: Record<string, string> = {}, method = 'POST') =>
    api.emulator.fetch(api.emulator.url.replace('/v2', `/prototype/${path}`), {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(method === 'POST' && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  const start = async (body: object = { phone_number }, headers = {}) => {
    const response = await send('start', body, headers)
    const [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';')
    return { response, cookie, body: (await response.json()) as Record<string, unknown> }
  }
  const check = async (code: string, headers: Record<string, string> = {}, beside: object = {}) => {
    const response = await send('check', { code, ...beside }, headers)
    return { status: response.status, response, body: (await response.json()) as Record<string, unknown> }
  }
  const codeOf = async (number = phone_number) => (await api.emulator.inbox.next(number)).code
  const wrong = async () => ((await codeOf()) === '00000' ? '11111' : '00000')
  return { ...api, send, start, check, codeOf, wrong }
}

test('a code is sent and accepted, bound to a cookie that no script reads', async () => {
  const { start, check, codeOf } = await usePrototype()
  const started = await start()
  expect(started.response.status).toBe(200)
  expect(started.body).toEqual({ session: expect.stringMatching(/^[\w-]{32}$/), expires_in: 300, resend_in: 30 })
  expect(started.response.headers.get('set-cookie')).toMatch(
    /^prototype_session=[\w-]{32}; Path=\/prototype; Max-Age=3600; HttpOnly; SameSite=Strict$/,
  )
  const { status, body, response } = await check(await codeOf(), { cookie: `other=1; ${started.cookie}` })
  expect([status, body]).toEqual([200, { verified: true, phone_number }])
  expect(response.headers.get('set-cookie')).toContain('Max-Age=0')
})

test('a page without cookies uses the token of the answer', async () => {
  const { start, check, codeOf } = await usePrototype()
  const { session } = (await start()).body
  expect((await check(await codeOf(), {}, { session })).body).toMatchObject({ verified: true })
})

test('an accepted code ends the session', async () => {
  const { start, check, codeOf } = await usePrototype()
  const { cookie } = await start()
  const code = await codeOf()
  await check(code, { cookie })
  expect((await check(code, { cookie })).status).toBe(401)
})

test.each([{}, { cookie: 'prototype_session=guessed' }, { cookie: 'xprototype_session=a' }])(
  'a check without a session (%j) is 401, whatever the code',
  async (headers) => {
    const { start, check, codeOf } = await usePrototype()
    await start()
    expect((await check(await codeOf(), headers)).status).toBe(401)
  },
)

test('the check is for the verification of its own session, not for the newest of the number', async () => {
  const { start, check, codeOf, pass } = await usePrototype()
  const first = await start()
  const firstCode = await codeOf()
  pass(31_000)
  const second = await start()
  expect(second.response.status).toBe(200)
  expect(second.cookie).not.toBe(first.cookie)
  expect((await check(firstCode, { cookie: first.cookie })).body).toMatchObject({ verified: true })
})

test('a refused code comes with its reason', async () => {
  const { start, check, wrong, emulator } = await usePrototype()
  const { cookie } = await start()
  expect((await check(await wrong(), { cookie })).body).toEqual({ verified: false, reason: 'wrong_code' })
  await emulator.clock.advance('10m')
  expect((await check(await wrong(), { cookie })).body).toEqual({ verified: false, reason: 'expired' })
})

test('after too many wrong codes the right one is refused too', async () => {
  const { start, check, wrong, codeOf } = await usePrototype()
  const { cookie } = await start()
  const [bad, good] = [await wrong(), await codeOf()]
  for (let i = 0; i < 5; i++) await check(bad, { cookie })
  expect((await check(good, { cookie })).body).toMatchObject({ verified: false, reason: 'too_many_attempts' })
})

test('a number waits half a minute for another code', async () => {
  const { start, pass } = await usePrototype()
  await start()
  pass(10_500)
  const { response, body } = await start()
  expect([response.status, response.headers.get('retry-after'), body.retry_after]).toEqual([429, '20', 20])
  pass(19_500)
  expect((await start()).response.status).toBe(200)
})

test.each(['sms', 'call', 'flashcall', 'whatsapp'])('a code by %s', async (channel) => {
  const { start, emulator } = await usePrototype()
  expect((await start({ phone_number, channel })).response.status).toBe(200)
  expect((await emulator.inbox.list())[0]).toMatchObject({ channel })
})

test('what the service refuses is said in its words, with its status', async () => {
  const { start } = await usePrototype()
  const { response, body } = await start({ phone_number: '12' })
  expect(response.status).toBeGreaterThanOrEqual(400)
  expect(response.status).toBeLessThan(500)
  expect(body).toMatchObject({ error: expect.any(String), hint: expect.any(String) })
})

test.each([
  ['no JSON', '{', 400],
  ['a list', '[]', 400],
  ['no number', '{}', 400],
  ['another channel', '{"phone_number":"+13035551234","channel":"pigeon"}', 400],
  ['too much', JSON.stringify({ phone_number: 'x'.repeat(20_000) }), 413],
])('a body that is %s is refused', async (_, body, status) => {
  const { send } = await usePrototype()
  expect((await send('start', body)).status).toBe(status)
})

test('a form of another page cannot post here: only JSON is taken', async () => {
  const { send } = await usePrototype()
  expect((await send('start', '{}', { 'content-type': 'text/plain' })).status).toBe(415)
})

describe('pages of this machine only', () => {
  test.each(['http://localhost:5173', 'http://127.0.0.1:3000', 'https://app.localhost', 'http://[::1]:80'])(
    '%s may call, with its cookies',
    async (origin) => {
      const { send, start } = await usePrototype()
      const preflight = await send('start', '', { origin, 'access-control-request-method': 'POST' }, 'OPTIONS')
      expect(preflight.status).toBe(204)
      for (const { headers } of [preflight, (await start({ phone_number }, { origin })).response]) {
        expect(headers.get('access-control-allow-origin')).toBe(origin)
        expect(headers.get('access-control-allow-credentials')).toBe('true')
        expect(headers.get('vary')).toBe('origin')
      }
    },
  )

  test.each(['https://evil.example', 'null', 'http://localhost.evil.example', 'http://127.0.0.1.evil.example'])(
    '%s may not',
    async (origin) => {
      const { send, emulator } = await usePrototype()
      for (const method of ['OPTIONS', 'POST']) {
        const response = await send('start', { phone_number }, { origin }, method)
        expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([403, null])
      }
      expect(await emulator.inbox.list()).toEqual([])
    },
  )

  test('not even a page that may use the control API', async () => {
    const { send } = await usePrototype({ control: { allowedHosts: ['app.test'] } })
    expect((await send('start', { phone_number }, { origin: 'http://app.test' })).status).toBe(403)
  })

  test('a name that was made to point here is refused', async () => {
    const { send } = await usePrototype()
    expect((await send('start', { phone_number }, { host: 'evil.example' })).status).toBe(403)
  })
})

test('it cannot be had with passthrough: a sample form must not send real messages', async () => {
  await expect(createEmulator({ page: { prototype: true }, passthrough: {} })).rejects.toThrow(
    'page.prototype and passthrough cannot be combined: a sample form must not send real messages.',
  )
})

test('the routes do not exist unless they are asked for', async () => {
  const { send } = await usePrototype({ page: { prototype: false } })
  expect((await send('start', { phone_number })).status).toBe(404)
})
