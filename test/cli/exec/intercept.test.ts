import { once } from 'node:events'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { useEcho, useUpstreamProxy } from '../../proxy/proxy-harness.js'
import { runCommand } from '../../support/command.js'
import { useFolder } from '../../support/folder.js'

const program = (name: string) => fileURLToPath(new URL(`../../proxy/programs/${name}`, import.meta.url))
const script = (text: string) => [process.execPath, '-e', text]
const offline = ['exec', '--intercept', '--offline', '--json', '--']

/** What --json has printed. */
const summaryOf = (stderr: string) => JSON.parse(stderr.trim().split('\n').at(-1) ?? '')

describe('a program with the address of the service built in', () => {
  test.each([
    ['fetch', 'fetch.mjs'],
    ['node:https with its own agent', 'https.mjs'],
    ["the vendor's SDK", 'telnyx.mjs'],
  ])('reaches the emulator by %s, and no other host', async (_, name) => {
    const { code, stdout, stderr } = await runCommand([...offline, process.execPath, program(name)]).ended
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'rejected accepted\n' })
    expect(summaryOf(stderr)).toMatchObject({ refused: [], coverage: { outcomes: { accepted: 1, rejected: 1 } } })
  })

  test('reaches it from a worker, and by a socket of its own', async () => {
    const text = `
const { Worker } = require('node:worker_threads')
const ask = "fetch('https://api.telnyx.com/v2/verify_profiles', { headers: { authorization: 'Bearer x' } }).then(({ status }) => console.log(status))"
new Worker(ask, { eval: true }).once('exit', () => {
  const socket = require('node:tls').connect(443, 'api.telnyx.com', { servername: 'api.telnyx.com' }, () => {
    socket.write('GET /v2/verify_profiles HTTP/1.1\\r\\nHost: api.telnyx.com\\r\\nAuthorization: Bearer x\\r\\nConnection: close\\r\\n\\r\\n')
  })
  socket.once('data', (data) => console.log(socket.authorized, String(data).split('\\r\\n')[0]))
})`
    const { code, stdout } = await runCommand([...offline, ...script(text)]).ended
    expect({ code, stdout }).toEqual({ code: 0, stdout: '200\ntrue HTTP/1.1 200 OK\n' })
  })

  test('sees a connection break as an injected fault says', async () => {
    const text = `
const ask = () => fetch('https://api.telnyx.com/v2/verify_profiles', { headers: { authorization: 'Bearer x' } })
ask().catch(({ cause }) => console.log(cause.code))`
    const faults = ['--faults', '[{"fault": {"kind": "reset"}}]']
    const { stdout } = await runCommand(['exec', '--intercept', ...faults, '--', ...script(text)]).ended
    expect(stdout).toBe('ECONNRESET\n')
  })

  test('reaches it by plain HTTP', async () => {
    const text = `require('node:http').get('http://api.telnyx.com/v2/verify_profiles', { headers: { authorization: 'Bearer x' } },
      ({ statusCode }) => console.log(statusCode))`
    expect((await runCommand([...offline, ...script(text)]).ended).stdout).toBe('200\n')
  })

  test('does not reach the control API by that address', async () => {
    const text = `fetch('https://api.telnyx.com/_emulator').then(({ status }) => console.log(status))`
    expect((await runCommand([...offline, ...script(text)]).ended).stdout).toBe('403\n')
  })
})

describe('--offline', () => {
  const tries = `
const { get } = require('node:http')
const failed = ({ message }) => console.log(message)
get('http://example.test/a').on('error', failed)
fetch('https://example.test:8443/').catch(({ cause }) => failed(cause))`

  test('refuses other hosts, lists them and exits with 1', async () => {
    const { code, stdout, stderr } = await runCommand(['exec', '--offline', '--', ...script(tries)]).ended
    expect(code).toBe(1)
    expect(stdout.trim().split('\n').sort()).toEqual([
      'tve exec --offline refused the connection to example.test:80: only this machine and the emulator can be reached.',
      'tve exec --offline refused the connection to example.test:8443: only this machine and the emulator can be reached.',
    ])
    expect(stderr).toMatch(
      /\nOffline: 2 connections to other hosts refused\.\n( {2}example\.test:(80|8443) {2}1\n){2}$/,
    )
  })

  test('refuses the service itself without --intercept', async () => {
    const text = `fetch('https://api.telnyx.com/v2').catch(() => {})`
    const { code, stderr } = await runCommand(['exec', '--offline', '--json', '--', ...script(text)]).ended
    expect(code).toBe(1)
    expect(summaryOf(stderr).refused).toEqual([{ target: 'api.telnyx.com:443', count: 1 }])
  })

  test('keeps the exit code of a command that failed, and 0 if nothing was tried', async () => {
    const failed = await runCommand(['exec', '--offline', '--', ...script(`${tries}\nprocess.exitCode = 3`)]).ended
    expect(failed.code).toBe(3)
    const quiet = await runCommand(['exec', '--offline', '--', ...script('')]).ended
    expect(quiet).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/\nOffline: no connection to another host was attempted\.\n$/),
    })
  })

  test('leaves out exceptions of the environment, which could hide a connection', async () => {
    const env = { NO_PROXY: '*', HTTPS_PROXY: 'socks5://127.0.0.1:1' }
    const { stdout } = await runCommand([...offline, ...script('console.log(process.env.NO_PROXY)')], { env }).ended
    expect(stdout).toBe('localhost,127.0.0.1,::1,.localhost\n')
  })
})

test('with --passthrough to another upstream, requests to the service are relayed there, too', async () => {
  const seen: string[] = []
  const upstream = createServer(({ url, headers }, response) => {
    seen.push(`${url} ${headers.authorization}`)
    response.setHeader('content-type', 'application/json').end('{"data": [], "meta": {}}')
  })
  await once(upstream.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void upstream.close())
  const { port } = upstream.address() as AddressInfo
  const text = `
const ask = (base) => fetch(base + '/v2/verify_profiles', { headers: { authorization: 'Bearer KEY' } })
ask('https://api.telnyx.com').then(async (response) => console.log(response.status, await response.text()))`
  const args = ['exec', '--intercept', '--passthrough', '--upstream', `http://127.0.0.1:${port}/v2`, '--']
  const { stdout } = await runCommand([...args, ...script(text)], { env: { TELNYX_API_KEY: 'KEY' } }).ended
  expect(stdout).toBe('200 {"data": [], "meta": {}}\n')
  expect(seen).toContain('/v2/verify_profiles Bearer KEY')
})

test('with --passthrough to another host, requests to that host meet its limits', async () => {
  const text = `fetch('https://api.upstream.invalid/v2/verifications/sms', {
  method: 'POST',
  headers: { authorization: 'Bearer KEY', 'content-type': 'application/json' },
  body: JSON.stringify({ phone_number: '+13035551234', verify_profile_id: 'x' }),
}).then((response) => console.log(response.status, response.headers.get('x-emulator-hint')))`
  const args = ['exec', '--intercept', '--passthrough', '--upstream', 'https://api.upstream.invalid/v2', '--']
  const { stdout } = await runCommand([...args, ...script(text)], { env: { TELNYX_API_KEY: 'KEY' } }).ended
  expect(stdout).toMatch(/^4\d\d .*--allow-numbers/)
})

test('--offline and --passthrough cannot be combined', async () => {
  const { code, stderr } = await runCommand(['exec', '--offline', '--passthrough', '--', ...script('')]).ended
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be combined') })
})

describe('without --offline', () => {
  test('a proxy of the environment is used for other hosts', async () => {
    const upstream = await useUpstreamProxy(await useEcho())
    const env = { HTTP_PROXY: `http://127.0.0.1:${upstream.port}` }
    const text = `
const { request } = require('node:http')
const { hostname, port, username, password } = new URL(process.env.HTTP_PROXY)
const headers = { 'proxy-authorization': 'Basic ' + Buffer.from(username + ':' + password).toString('base64') }
request({ hostname, port, path: 'http://corp.test/a', headers }, (r) => r.on('data', (data) => console.log(String(data)))).end()`
    const { stdout } = await runCommand(['exec', '--intercept', '--', ...script(text)], { env }).ended
    expect(stdout).toBe('relayed\n')
    expect(upstream.requests).toEqual(['GET http://corp.test/a without a credential'])
  })

  test('a proxy that cannot be used stops the command with 2', async () => {
    const env = { ALL_PROXY: 'socks5://127.0.0.1:1' }
    const { code, stderr } = await runCommand(['exec', '--intercept', '--', ...script('')], { env }).ended
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'ALL_PROXY names a proxy that --intercept cannot pass requests on to: only http:// and https:// proxies can. Unset it for this command.\n',
    })
  })
})

describe('the environment of the command', () => {
  const print = script('console.log(JSON.stringify(process.env))')
  const environmentOf = async (env: Record<string, string>) =>
    JSON.parse((await runCommand(['exec', '--intercept', '--', ...print], { env }).ended).stdout)

  test('keeps what its variables named before', async () => {
    const folder = useFolder()
    const bundle = join(folder, 'company.pem')
    writeFileSync(bundle, '-----BEGIN CERTIFICATE-----\nCOMPANY\n-----END CERTIFICATE-----\n')
    const text = `
const { readFileSync } = require('node:fs')
const { SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, NODE_EXTRA_CA_CERTS, AWS_CA_BUNDLE } = process.env
for (const file of [SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, NODE_EXTRA_CA_CERTS, AWS_CA_BUNDLE])
  console.log(readFileSync(file, 'utf8').includes('COMPANY'), readFileSync(file, 'utf8').split('BEGIN').length > 9)`
    const env = { REQUESTS_CA_BUNDLE: bundle, AWS_CA_BUNDLE: bundle }
    const { stdout } = await runCommand(['exec', '--intercept', '--', ...script(text)], { env }).ended
    expect(stdout.trim().split('\n')).toEqual(['false true', 'true false', 'false true', 'false false', 'true false'])
  })

  test('keeps options of Node, Java and PHP', async () => {
    const env = { NODE_OPTIONS: '--no-warnings', JAVA_TOOL_OPTIONS: '-Xmx1g', PHP_INI_SCAN_DIR: '/etc/php' }
    const found = await environmentOf(env)
    expect(found.NODE_OPTIONS).toMatch(/^--no-warnings --require ".*preload\.cjs"$/)
    expect(found.JAVA_TOOL_OPTIONS).toMatch(/^-Xmx1g -Djavax\.net\.ssl\.trustStore=.*-Dhttps\.proxyPort=\d+/)
    expect(found.PHP_INI_SCAN_DIR).toMatch(/^\/etc\/php:.*\/php$/)
    expect((await environmentOf({})).PHP_INI_SCAN_DIR).toMatch(/^:.*\/php$/)
  })

  test('names files that only the user can read, without a private key, gone at the end', async () => {
    const text = `
const { readdirSync, readFileSync, statSync } = require('node:fs')
const { dirname, join } = require('node:path')
const folder = dirname(process.env.SSL_CERT_FILE)
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
const facts = files.map((file) => {
  const path = join(file.parentPath, file.name)
  return [file.isFile() && /PRIVATE KEY/.test(readFileSync(path, 'latin1')), (statSync(path).mode & 0o777).toString(8)]
})
console.log(JSON.stringify({ folder, mode: (statSync(folder).mode & 0o777).toString(8), facts }))`
    const { stdout } = await runCommand(['exec', '--intercept', '--', ...script(text)]).ended
    const { folder, mode, facts } = JSON.parse(stdout)
    expect(mode).toBe('700')
    expect(facts.length).toBeGreaterThan(4)
    expect(new Set(facts.map(String))).toEqual(new Set(['false,600', 'false,700']))
    expect(existsSync(folder)).toBe(false)
  })

  test('leaves no file behind when a signal ends the command', async () => {
    const text =
      'console.log("folder", require("node:path").dirname(process.env.SSL_CERT_FILE)); setInterval(() => {}, 1e3)'
    const { child, printed, ended } = runCommand(['exec', '--intercept', '--', ...script(text)])
    const [, folder = ''] = /folder (.*)\n/.exec(await printed(/folder .*\n/)) ?? []
    expect(readdirSync(folder)).toContain('preload.cjs')
    child.kill('SIGTERM')
    expect((await ended).code).toBe(143)
    expect(existsSync(folder)).toBe(false)
    expect(folder.startsWith(tmpdir())).toBe(true)
  })
})

test('with --https, the command trusts the emulator without a proxy', async () => {
  const text = `
const { TELNYX_BASE_URL, HTTPS_PROXY } = process.env
fetch(TELNYX_BASE_URL + '/verify_profiles', { headers: { authorization: 'Bearer x' } }).then(({ status }) =>
  console.log(TELNYX_BASE_URL.slice(0, 8), status, HTTPS_PROXY))`
  const { code, stdout } = await runCommand(['exec', '--https', '--', ...script(text)]).ended
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'https:// 200 undefined\n' })
})
