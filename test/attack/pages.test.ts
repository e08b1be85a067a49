import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { EmulatorOptions } from '../../src/index.js'
import { useApi } from '../support/emulator.js'

const phone_number = '+13035551234'

/** What browsers send with a request that a page of another site causes. */
const causedBy = {
  'an image': { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
  'a script': { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
  'a link': { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  'a frame': { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
  'a form': { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', origin: 'https://evil.test' },
  'a beacon': { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', origin: 'https://evil.test' },
  'a fetch': { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', origin: 'https://evil.test' },
  'a sandboxed frame': { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', origin: 'null' },
}

const useSandbox = async (options: EmulatorOptions = {}) => {
  const api = await useApi({ maxSandboxes: 3, ...options })
  await api.post('/verifications/sms', { phone_number, verify_profile_id: api.emulator.profileId })
  const names = async () => (await api.emulator.server.sandboxes.list()).map(({ sandbox }) => sandbox)
  return { ...api, names }
}

describe('a page of another site', () => {
  test.each(Object.entries(causedBy))('cannot use the control API by %s', async (_, headers) => {
    const { get, post, emulator } = await useSandbox()
    for (const path of ['//_emulator', '//_emulator/inbox', '//_emulator/sandboxes', '//_emulator/events']) {
      const { status, headers: answered } = await get(path, headers)
      expect([path, status, answered.get('access-control-allow-origin')]).toEqual([path, 403, null])
    }
    for (const path of ['//_emulator/reset', '//_emulator/clock/next'])
      expect([path, (await post(path, undefined, headers)).status]).toEqual([path, 403])
    expect(await emulator.inbox.list()).toHaveLength(1)
  })

  test('cannot drop a sandbox with a thousand images, even where a browser does not say that it is one', async () => {
    const { get, names, emulator } = await useSandbox()
    for (const headers of [causedBy['an image'], {}])
      for (let i = 0; i < 500; i++) {
        await get(`//_emulator/inbox?sandbox=evil-${i}`, headers)
        await get(`/verify_profiles`, { ...headers, authorization: `Bearer sandbox_evil-${i}` })
        await get(`/nowhere-${i}`, { ...headers, authorization: `Bearer sandbox_evil-${i}` })
      }
    expect(await names()).toEqual(['default'])
    expect(await emulator.inbox.list()).toHaveLength(1)
  })

  test('cannot use the emulated API: no key travels without a preflight', async () => {
    const said: string[] = []
    const { send, emulator } = await useSandbox({ onWarning: (sentence) => said.push(sentence) })
    for (const origin of ['https://evil.test', 'http://localhost:3000', 'null'])
      for (const method of ['GET', 'POST', 'DELETE']) {
        const { status, headers, body } = await send('OPTIONS', '/verifications/sms', undefined, {
          origin,
          'access-control-request-method': method,
          'access-control-request-headers': 'authorization,content-type',
        })
        expect([status, body.errors[0].code]).toEqual([403, '10010'])
        expect(body.errors[0].detail).toContain('would have to hold the API key')
        expect(headers.get('x-emulator-hint')).toContain('call this API from your backend')
        expect(headers.get('access-control-allow-origin')).toBeNull()
      }
    expect(said).toEqual([expect.stringContaining('A page at https://evil.test tried to call /v2')])
    const form = await emulator.fetch(`${emulator.url}/verifications/sms`, {
      method: 'POST',
      headers: { origin: 'https://evil.test', 'content-type': 'text/plain' },
      body: JSON.stringify({ phone_number, verify_profile_id: emulator.profileId }),
    })
    expect(form.status).toBe(401)
    expect(await emulator.inbox.list()).toHaveLength(1)
  })
})

describe('a page on this machine, or of an allowed host', () => {
  const allowed = { control: { allowedHosts: ['shop.test'], token: 'secret' } }

  test.each(['http://localhost:5173', 'http://127.0.0.1:3000', 'http://[::1]:3000', 'https://shop.test'])(
    'at %s may call the control API, and read its errors',
    async (origin) => {
      const { get, send } = await useApi(allowed)
      const page = { origin, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }
      const preflight = await send('OPTIONS', '//_emulator/clock/advance', undefined, {
        ...page,
        authorization: '',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
        'access-control-request-private-network': 'true',
      })
      expect(preflight.status).toBe(204)
      expect(Object.fromEntries(preflight.headers)).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': expect.stringContaining('authorization, content-type'),
        'access-control-allow-private-network': 'true',
        vary: 'origin',
      })
      const authorization = 'Bearer secret'
      for (const [path, headers, status] of [
        ['//_emulator', { authorization }, 200],
        ['//_emulator', { authorization: '' }, 401],
        ['//_emulator/nowhere', { authorization }, 404],
        ['//_emulator/inbox?limit=x', { authorization }, 400],
        ['//health', { authorization: '' }, 200],
      ] as const) {
        const answer = await get(path, { ...page, ...headers })
        expect([path, answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([path, status, origin])
      }
    },
  )

  test('asks the preflight of a path that does not exist, and then reads the 404', async () => {
    const { send } = await useApi()
    const { status, headers } = await send('OPTIONS', '//_emulator/nowhere', undefined, {
      origin: 'http://localhost:3000',
      'access-control-request-method': 'PUT',
    })
    expect([status, headers.get('access-control-allow-methods')]).toEqual([204, 'GET, POST, PUT, PATCH, DELETE'])
  })

  test('a foreign page gets no answer to its preflight', async () => {
    const { send } = await useApi()
    const { status, headers } = await send('OPTIONS', '//_emulator/reset', undefined, {
      origin: 'https://evil.test',
      'access-control-request-method': 'POST',
    })
    expect([status, headers.get('access-control-allow-origin')]).toEqual([403, null])
  })

  test('may show the handset in a frame', async () => {
    const { emulator } = await useApi()
    const root = emulator.url.replace('/v2', '/')
    const answer = await emulator.fetch(root, { headers: { ...causedBy['a frame'], accept: 'text/html' } })
    expect(answer.status).not.toBe(403)
  })
})

describe('a name that is made to resolve to this machine (DNS rebinding)', () => {
  /** Sends a request whose Host header differs from the address, like a rebound browser. */
  const statusOf = (port: number, host: string, path: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = { host, authorization: 'Bearer sandbox_default' }
      request({ port, host: '127.0.0.1', path, headers, agent: false }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end()
    })

  test('reaches neither API over a port', async () => {
    const { emulator } = await useApi({ control: { allowedHosts: ['api.mine.test'] } })
    const { port } = await emulator.listen()
    for (const path of ['/v2/verify_profiles', '/v2/nowhere', '/_emulator/inbox']) {
      for (const host of ['evil.test', `evil.test:${port}`, 'localhost.evil.test', '127.0.0.1.evil.test', 'evil.'])
        expect([path, host, await statusOf(port, host, path)]).toEqual([path, host, 403])
      for (const host of [`127.0.0.1:${port}`, 'app.localhost', 'telnyx:8374', 'api.mine.test', '192.168.7.7'])
        expect([path, host, await statusOf(port, host, path)]).not.toEqual([path, host, 403])
    }
    expect(await statusOf(port, 'api.telnyx.com', '/v2/verify_profiles')).toBe(200)
    expect(await statusOf(port, 'api.telnyx.com', '/_emulator/inbox')).toBe(403)
  })

  test("the refusal says how to allow a host of one's own", async () => {
    const { get } = await useApi()
    const { status, headers, body } = await get('/verify_profiles', { host: 'emulator.corp.test' })
    expect([status, body.errors[0].code]).toEqual([403, '10010'])
    expect(headers.get('x-emulator-hint')).toContain('--allowed-hosts emulator.corp.test')
  })
})
