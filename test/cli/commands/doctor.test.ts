import { createServer } from 'node:http'
import { type AddressInfo, createServer as createSocketServer, type Server } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Check, DoctorContext } from '../../../src/cli/doctor/check.js'
import { doctorChecks } from '../../../src/cli/doctor/checks.js'
import { type Probe, probe } from '../../../src/cli/doctor/probe.js'
import { runCommand } from '../../support/command.js'
import { testTime } from '../../support/emulator.js'
import { useServed } from '../cli-harness.js'

const origin = 'http://127.0.0.1:8374'
const health = { status: 'ok', version: '1.2.3', uptimeSecs: 1, sandboxes: 1 } as const
const emulator: Probe = { found: 'emulator', health }
const nothing: Probe = { found: 'nothing', reason: 'connect ECONNREFUSED' }
const now = new Date(testTime).toISOString()

const healthy: DoctorContext = {
  version: '1.2.3',
  nodeVersion: 'v20.19.0',
  env: {},
  origin,
  configProblem: undefined,
  probe: async () => emulator,
  readClock: async () => ({ now, frozen: false, offsetMs: 0 }),
  wall: () => testTime,
}

const runCheck = async (name: string, parts: Partial<DoctorContext>) =>
  await (doctorChecks[name] as Check)({ ...healthy, ...parts })

describe('each check reports the right level', () => {
  const url = (TELNYX_BASE_URL?: string) => ({ env: { TELNYX_BASE_URL } })
  const only = (place: string) => async (asked: string) => (asked === place ? emulator : nothing)
  const clock = (frozen: boolean, offsetMs: number) => ({
    readClock: async () => ({ now: new Date(testTime + offsetMs).toISOString(), frozen, offsetMs }),
  })
  test.each<[string, Partial<DoctorContext>, 'ok' | 'warn' | 'fail', RegExp]>([
    ['node', {}, 'ok', /v20\.19\.0/],
    ['node', { nodeVersion: 'v20.18.3' }, 'fail', /too old.*20\.19 or newer/s],
    ['node', { nodeVersion: 'v18.20.0' }, 'fail', /too old/],
    ['node', { nodeVersion: 'v24.0.0' }, 'ok', /v24/],
    ['config', { configProblem: 'x.json has the unknown key "prot".' }, 'fail', /unknown key "prot"/],
    ['emulator', {}, 'ok', /1\.2\.3 is running at/],
    ['emulator', { version: '2.0.0' }, 'warn', /version 1\.2\.3, this command 2\.0\.0/],
    [
      'emulator',
      { probe: async () => nothing },
      'fail',
      /No emulator is running at http:\/\/127\.0\.0\.1:8374: connect ECONNREFUSED.*Start one/s,
    ],
    [
      'emulator',
      { probe: async () => ({ found: 'other-server', says: 'it identifies as nginx' }) },
      'fail',
      /in use by another server.*nginx.*--port 0/s,
    ],
    ['base_url', url(), 'warn', /not set.*eval "\$\(tve env\)"/s],
    ['base_url', url('http://127.0.0.1:8374/v2'), 'ok', /points to this emulator/],
    ['base_url', url('http://localhost:8374/v2/'), 'ok', /points to this emulator/],
    ['base_url', url('http://127.0.0.1:8374'), 'fail', /lacks \/v2.*TELNYX_BASE_URL=http:\/\/127\.0\.0\.1:8374\/v2/s],
    ['base_url', url('http://127.0.0.1:8374/v2/v2'), 'fail', /more than once/],
    ['base_url', url('http://127.0.0.1:8374/v1'), 'fail', /does not end in \/v2/],
    ['base_url', url('https://api.telnyx.com/v2'), 'fail', /real service/],
    ['base_url', url('127.0.0.1:8374'), 'fail', /not a valid URL/],
    [
      'base_url',
      { ...url('http://127.0.0.1:9/v2'), probe: only('http://127.0.0.1:9') },
      'warn',
      /another emulator.*--url http:\/\/127\.0\.0\.1:9/s,
    ],
    ['base_url', { ...url('http://127.0.0.1:9/v2'), probe: only(origin) }, 'fail', /where no emulator is running/],
    ['api_key', { env: { TELNYX_API_KEY: 'sandbox_checkout-7' } }, 'ok', /sandbox checkout-7/],
    ['api_key', { env: { TELNYX_API_KEY: 'test' } }, 'ok', /sandbox default/],
    ['api_key', {}, 'warn', /not set/],
    ['api_key', { env: { TELNYX_API_KEY: 'KEY0123456789ABCDEF0123456789' } }, 'warn', /real key: KEY0\*/],
    ['proxy', {}, 'ok', /No proxy/],
    ['proxy', { env: { HTTP_PROXY: 'http://proxy:3128' } }, 'warn', /HTTP_PROXY.*NO_PROXY=localhost,127\.0\.0\.1$/s],
    [
      'proxy',
      { env: { all_proxy: 'socks5://p', NO_PROXY: 'intern, 10.0.0.1' } },
      'warn',
      /NO_PROXY=intern,10\.0\.0\.1,localhost,127\.0\.0\.1/,
    ],
    ['proxy', { env: { HTTPS_PROXY: 'http://p', NO_PROXY: 'localhost,127.0.0.1' } }, 'ok', /covers 127\.0\.0\.1/],
    ['proxy', { env: { HTTP_PROXY: 'http://p', no_proxy: '*' } }, 'ok', /covers/],
    [
      'proxy',
      { env: { HTTP_PROXY: 'http://p', no_proxy: '.test' }, origin: 'http://verify.test:1' },
      'ok',
      /covers verify\.test/,
    ],
    ['clock', {}, 'ok', /real time/],
    ['clock', clock(false, 300_000), 'warn', /5 min ahead of.*clock set now/s],
    ['clock', clock(true, -1000), 'warn', /frozen.*clock resume/s],
    ['clock', { wall: () => testTime + 60_000 }, 'warn', /machine is 1 min behind/],
    [
      'clock',
      { readClock: async () => Promise.reject(new Error('a token is required')) },
      'fail',
      /a token is required.*--token/s,
    ],
    ['node_env', {}, 'ok', /not set/],
    ['node_env', { env: { NODE_ENV: 'production' } }, 'warn', /does not start in production.*unset NODE_ENV/s],
  ])('%s %j: %s', async (name, parts, level, words) => {
    const diagnosis = await runCheck(name, parts)
    expect(diagnosis?.level).toBe(level)
    expect(`${diagnosis?.text}\n${diagnosis?.advice ?? ''}`.trim()).toMatch(words)
    expect(diagnosis?.advice === undefined).toBe(level === 'ok')
  })

  test('clock is skipped without an emulator', async () => {
    expect(await runCheck('clock', { probe: async () => nothing })).toBeUndefined()
  })

  test('api_key does not print a real key', async () => {
    const key = 'KEY0123456789ABCDEF0123456789'
    expect(JSON.stringify(await runCheck('api_key', { env: { TELNYX_API_KEY: key } }))).not.toContain(key.slice(6, 16))
  })
})

describe('probe recognizes', () => {
  async function listening(server: Server): Promise<string> {
    onTestFinished(() => void server.close())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  test('an emulator', async () => {
    const { origin } = await useServed()
    expect(await probe(origin)).toMatchObject({ found: 'emulator', health: { status: 'ok' } })
  })

  test('another server, by its name', async () => {
    const at = await listening(
      createServer((_, response) => response.writeHead(404, { server: 'nginx' }).end('<html>')),
    )
    expect(await probe(at)).toEqual({
      found: 'other-server',
      says: 'it answered GET /health with 404 and identifies as nginx',
    })
  })

  test.each(['ok', '{"status":"ok"}', 'null'])('a server whose health is %s', async (body) => {
    const at = await listening(createServer((_, response) => response.end(body)))
    expect(await probe(at)).toEqual({ found: 'other-server', says: 'it answered GET /health with 200' })
  })

  test('a server that does not speak HTTP', async () => {
    const at = await listening(createSocketServer((socket) => socket.on('error', () => {}).end('SSH-2.0-OpenSSH\r\n')))
    expect(await probe(at)).toMatchObject({
      found: 'other-server',
      says: expect.stringContaining('it accepts connections, but:'),
    })
  })

  test('a closed port', async () => {
    expect(await probe('http://127.0.0.1:1')).toMatchObject({
      found: 'nothing',
      reason: 'nothing listens there',
    })
  })
})

test('doctor exits with 0 when everything is fine', async () => {
  const { origin } = await useServed({ now: Date.now })
  const env = { TVE_URL: origin, TELNYX_BASE_URL: `${origin}/v2`, TELNYX_API_KEY: 'sandbox_default' }
  const { code, stdout } = await runCommand(['doctor'], { env }).ended
  const lines = stdout.trimEnd().split('\n')
  expect(lines.filter((line) => !line.startsWith('ok    '))).toEqual([
    expect.stringMatching(/^warn {2}The emulator at .* has version/),
    expect.any(String),
  ])
  expect(code).toBe(0)
})

test('doctor exits with 1 without an emulator and with an invalid configuration', async () => {
  const { code, stdout } = await runCommand(['doctor', '--json'], { env: { TVE_PORT: '70000' } }).ended
  expect(code).toBe(1)
  const { diagnoses } = JSON.parse(stdout)
  expect(diagnoses).toContainEqual({
    check: 'config',
    level: 'fail',
    text: expect.stringContaining('TVE_PORT must be'),
    advice: expect.any(String),
  })
})
