import { readdirSync, readFileSync } from 'node:fs'
import { connect as dial } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { connect, type EmulatorOptions } from '../../src/index.js'
import { sender, useApi } from '../support/emulator.js'
import { useFolder } from '../support/folder.js'

const phone_number = '+13035551234'

describe('the control API is answered', () => {
  const statusOf = async (headers: Record<string, string>, options: EmulatorOptions = {}) =>
    (await (await useApi(options)).get('//_emulator/inbox', headers)).status

  test.each([
    'localhost',
    'localhost:8374',
    'LOCALHOST:8374',
    '127.0.0.1',
    '127.0.0.1:8374',
    '127.8.9.10:8374',
    '[::1]',
    '[::1]:8374',
    'app.localhost:8374',
    'host.docker.internal',
    'Host.Docker.Internal:8374',
    'host.containers.internal:8374',
    'host.testcontainers.internal',
    'telnyx-verify-emulator:8374',
    'verify_1',
    '192.168.7.7:8374',
    '0.0.0.0:8374',
    '[::2]',
    '[fd00::7]:8374',
    '[::ffff:1.2.3.4]:80',
  ])('for the host %s', async (host) => {
    expect(await statusOf({ host })).toBe(200)
  })

  test.each([
    'http://localhost:3000',
    'https://localhost',
    'http://127.0.0.1:5173',
    'http://[::1]:3000',
    'http://app.localhost',
    'HTTP://LOCALHOST:3000',
    'http://host.docker.internal:8374',
    'http://host.containers.internal',
  ])('for a page from %s', async (origin) => {
    expect(await statusOf({ origin })).toBe(200)
  })

  test('for a page that it serves itself under another name', async () => {
    expect(await statusOf({ host: 'telnyx:8374', origin: 'http://telnyx:8374' })).toBe(200)
    expect(await statusOf({ host: 'telnyx:8374', origin: 'http://telnyx:3000' })).toBe(403)
    // Behind a proxy that ends TLS, the page has the other scheme.
    expect(await statusOf({ host: 'telnyx:8374', origin: 'https://telnyx:8374' })).toBe(200)
    expect(await statusOf({ host: 'evil.test:8374', origin: 'http://evil.test:8374' })).toBe(403)
  })

  test.each([
    ['telnyx', 'telnyx:8374', 'http://telnyx:3000'],
    ['Telnyx.Test', 'telnyx.test', 'https://TELNYX.test'],
    ['telnyx:8374', 'telnyx:8374', 'http://telnyx'],
    ['https://app.test', 'app.test:8374', 'https://app.test'],
    ['https://app.test:3000/', 'app.test', 'https://app.test:3000'],
    ['192.168.7.7', '192.168.7.7:8374', 'http://192.168.7.7:3000'],
    ['fd00::7', '[fd00::7]:8374', 'http://[fd00::7]'],
  ])('with --allowed-hosts %s for the host %s and pages from %s', async (allowed, host, origin) => {
    const allowedHosts = ['other.test', allowed]
    expect(await statusOf({ host, origin }, { control: { allowedHosts } })).toBe(200)
    expect(await statusOf({ host, origin })).toBe(403)
    expect(await statusOf({ host: 'evil.test', origin }, { control: { allowedHosts } })).toBe(403)
    expect(await statusOf({ host, origin: 'http://evil.test' }, { control: { allowedHosts } })).toBe(403)
  })
})

describe('the control API is refused', () => {
  test.each([
    'evil.test',
    'evil.test:8374',
    'localhost.evil.test',
    '127.0.0.1.evil.test',
    '127.evil.test',
    '192.168.7.7.evil.test',
    '1.2.3.4.5',
    '256.1.1.1',
    'evil.',
    'telnyx.local',
    'host.docker.internal.evil.test',
    'localhost@evil.test',
    'localhost:80:80',
  ])('for the host %s, with advice', async (host) => {
    const { get, post, emulator } = await useApi()
    const refused = await get('//_emulator/inbox', { host })
    expect(refused.status).toBe(403)
    expect(refused.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(refused.body.detail).toContain(`to the host "${host}"`)
    expect(refused.body.detail).toContain('--allowed-hosts')
    await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
    expect((await post('//_emulator/reset', undefined, { host })).status).toBe(403)
    expect(await emulator.inbox.list()).toHaveLength(1)
  })

  test.each([
    'null',
    'http://evil.test',
    'https://evil.test:8374',
    'http://localhost.evil.test',
    'http://127.0.0.1.evil.test:8374',
    'http://evil.test?localhost',
    'http://localhost@evil.test',
    'http://intranet',
    'http://192.168.7.7:8374',
    'http://128.0.0.1',
    'ws://localhost',
    'chrome-extension://abcdefgh',
    'file://',
    '',
  ])('for a page from %j, without any effect', async (origin) => {
    const { post, emulator } = await useApi()
    const { profileId: verify_profile_id } = emulator
    await post('/verifications/sms', { phone_number, verify_profile_id })
    for (const [path, body] of [
      ['//_emulator/reset', undefined],
      ['//_emulator/scenarios', { outcome: 'expired' }],
      ['//_emulator/faults', { fault: { kind: 'hang' } }],
      ['//_emulator/clock/advance', { by: '1d' }],
    ] as const) {
      const refused = await post(path, body, { origin })
      expect([path, refused.status]).toEqual([path, 403])
      expect(refused.body.detail).toContain('--allowed-hosts')
    }
    expect(await emulator.inbox.list()).toHaveLength(1)
    expect([await emulator.scenarios.list(), await emulator.faults.list()]).toEqual([[], []])
    expect(await emulator.clock.now()).toMatchObject({ offsetMs: 0 })
  })

  test('over a port, by the Host header', async () => {
    const { emulator } = await useApi()
    const { port } = await emulator.listen()
    const firstLine = (host: string) =>
      new Promise<string>((resolve) => {
        let answer = ''
        const socket = dial(port, '127.0.0.1', () =>
          socket.write(`GET /_emulator HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
        )
        onTestFinished(() => void socket.destroy())
        socket.setEncoding('latin1').on('data', (text) => {
          answer += text
        })
        socket.on('close', () => resolve(answer.split('\r\n', 1)[0] as string))
      })
    expect(await firstLine(`127.0.0.1:${port}`)).toBe('HTTP/1.1 200 OK')
    expect(await firstLine(`evil.test:${port}`)).toBe('HTTP/1.1 403 Forbidden')
  })
})

test.each(['/health', '/livez', '/readyz'])('%s answers any caller under any host name', async (path) => {
  const { get } = await useApi({ control: { token: 'secret' } })
  expect(
    (await get(`/${path}?probe=1`, { host: 'evil.test', origin: 'http://evil.test', authorization: 'Bearer wrong' }))
      .status,
  ).toBe(200)
})

test("the emulated API answers safe, allowed and the vendor's hosts, whatever the page", async () => {
  const { get } = await useApi({ control: { allowedHosts: ['api.telnyx.test'] } })
  for (const host of ['localhost:8374', 'telnyx:8374', '192.168.7.7', 'api.telnyx.com', 'api.telnyx.test:8374'])
    expect([host, (await get('/verify_profiles', { host, origin: 'http://shop.test' })).status]).toEqual([host, 200])
})

describe('a control token', () => {
  const controlToken = 'correct-horse'

  test.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer wrong' }],
    ['the beginning of the token', { authorization: 'Bearer correct' }],
    ['a longer token', { authorization: `Bearer ${controlToken}x` }],
    ['different letter case', { authorization: `Bearer ${controlToken.toUpperCase()}` }],
    ['another scheme', { authorization: `Basic ${controlToken}` }],
    ['no scheme', { authorization: controlToken }],
    ['a key that names no sandbox', { authorization: 'Bearer KEY0123' }],
  ])('with %s the response is 401 with advice', async (_what, headers) => {
    const { emulator } = await useApi({ control: { token: controlToken } })
    for (const path of ['/_emulator', '/_emulator/inbox', '/_emulator/sandboxes', '/_emulator/events']) {
      const refused = await emulator.fetch(emulator.url.replace('/v2', path), { headers })
      expect([path, refused.status]).toEqual([path, 401])
      expect(await refused.json()).toMatchObject({
        status: 401,
        detail: expect.stringContaining('Authorization: Bearer <token>'),
      })
    }
  })

  test.each(['Bearer', 'bearer', 'BEARER  '])('a token is accepted after %j', async (scheme) => {
    const { get } = await useApi({ control: { token: controlToken } })
    expect((await get('//_emulator', { authorization: `${scheme} ${controlToken}` })).status).toBe(200)
  })

  test('a token does not admit a page of another origin', async () => {
    const { get } = await useApi({ control: { token: controlToken } })
    expect(
      (await get('//_emulator', { authorization: `Bearer ${controlToken}`, origin: 'http://evil.test' })).status,
    ).toBe(403)
  })

  test('a client with the token works in the process, over a port and in every sandbox; one without it in its own', async () => {
    const { emulator } = await useApi({ control: { token: controlToken } })
    const { url } = await emulator.listen()
    for (const client of [emulator.sandbox('one'), connect({ url, sandbox: 'two', token: controlToken })]) {
      // The emulated API requires its own keys only.
      const send = sender({ fetch, url, apiKey: client.apiKey })
      expect(
        (await send('POST', '/verifications/sms', { phone_number, verify_profile_id: client.profileId })).status,
      ).toBe(200)
      expect(await client.inbox.list()).toHaveLength(1)
      expect((await client.info()).sandbox).toBe(client.sandboxName)
    }
    const unauthorized = { name: 'ControlError', code: 'unauthorized', status: 401 }
    await expect(connect({ url, token: 'wrong' }).inbox.list()).rejects.toMatchObject(unauthorized)
    expect(await connect({ url, sandbox: 'two' }).inbox.list()).toHaveLength(1)
    await expect(connect({ url, sandbox: 'two' }).server.sandboxes.list()).rejects.toMatchObject(unauthorized)
    expect((await connect({ url }).server.health()).status).toBe('ok')
  })
})

test.each([
  ['/_emulator/inbox?phonenumber=1', 'Unknown query parameter "phonenumber". Did you mean phone_number?'],
  ['/_emulator/inbox?Limit=1', 'Unknown query parameter "Limit". Did you mean limit?'],
  [
    '/_emulator/inbox?colour=red',
    'Unknown query parameter "colour". Expected one of: sandbox, phone_number, channel, limit.',
  ],
  ['/_emulator/scenarios?sandbx=a', 'Unknown query parameter "sandbx". Did you mean sandbox?'],
  ['/_emulator/rules?sandbox=a', 'Unknown query parameter "sandbox". None are available.'],
])('%s is 400 with a suggestion', async (path, detail) => {
  const { get } = await useApi()
  const refused = await get(`/${path}`)
  expect([refused.status, refused.body.detail]).toEqual([400, detail])
})

describe('a key that looks like a real one', () => {
  const secret = '0123456789ABCDEF0123456789ABCDEF'

  test.each([`KEY${secret}_x`, `KEY${secret}`, `KEY0${secret}_AbCdEfGhIjKl`])(
    '%s is accepted, reported once and never stored',
    async (key) => {
      const data = useFolder()
      const said: string[] = []
      const options = {
        data,
        limits: { requestsPerSecond: 100 },
        onWarning: (sentence: string) => void said.push(sentence),
      }
      const { send, emulator } = await useApi(options)
      const stop = new AbortController()
      const seen: string[] = []
      const following = (async () => {
        for await (const entry of emulator.journal.follow({ codes: 'shown', signal: stop.signal }))
          if (seen.push(JSON.stringify(entry)) && seen.at(-1)?.includes('the-last-one')) return
      })()
      const headers = { authorization: `Bearer ${key}`, 'x-api-key': key }
      const { profileId: verify_profile_id } = emulator
      for (const [method, path, body] of [
        ['POST', '/verifications/sms', { phone_number, verify_profile_id }],
        ['POST', '/verifications/sms', {}],
        ['POST', '/verifications/sms', '{'],
        ['GET', '/verify_profiles', undefined],
        ['PUT', '/verify_profiles', {}],
        ['GET', '/nowhere', undefined],
        ['GET', '//verify_profiles', undefined],
        ['GET', '//_emulator/inbox', undefined],
      ] as const)
        expect((await send(method, path, body, headers)).status).not.toBe(401)
      for (const authorization of [`Bearer ${key} x`, `Basic ${key}`, `bearer ${key}`, key])
        await send('GET', '/verify_profiles', undefined, { authorization })

      expect(said).toEqual([
        `The API key KEY0**** looks like a real one. It works here, but tests do not need it; use sandbox_<name> instead.`,
      ])
      // Sent last, so that its arrival proves that all requests before it were handled.
      await send('GET', '/verify_profiles/the-last-one', undefined)
      await following
      stop.abort()
      expect(seen.at(-1)).toContain('the-last-one')
      const journal = await emulator.journal.list({ codes: 'shown', limit: 1000 })
      expect(JSON.stringify(journal)).toContain('Bearer KEY0****')
      const written = [
        seen,
        journal,
        await emulator.snapshot.take({ journal: true }),
        await emulator.server.coverage.text(),
        await emulator.server.sandboxes.list(),
        await emulator.info(),
        await emulator.journal.assert({ operation: 'CreateVerificationSms' }),
      ]
      await emulator.close()
      expect(JSON.stringify([said, written])).not.toContain(secret.slice(1, 12))
      const kept = readdirSync(data, { recursive: true, withFileTypes: true })
        .filter((file) => file.isFile())
        .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'))
        .join('\n')
      expect(kept).toContain(phone_number)
      expect(kept).not.toContain(secret.slice(1, 12))
    },
  )

  test.each(['sandbox_default', 'KEY', 'test', 'KEY_test', 'KEY123', 'my-key-of-no-consequence-at-all'])(
    '%s does not look like a real key',
    async (key) => {
      // useApi fails the test on a warning.
      const { get } = await useApi()
      expect((await get('/verify_profiles', { authorization: `Bearer ${key}` })).status).toBe(200)
    },
  )
})
