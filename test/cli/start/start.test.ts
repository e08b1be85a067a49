import { createConnection, createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { connect } from '../../../src/index.js'
import { defaultPublicKey } from '../../../src/webhook/signing.js'
import { runCommand, startCommand } from '../../support/command.js'
import { sender } from '../../support/emulator.js'

const phone_number = '+13035551234'

test('without a terminal, start prints one line of JSON', async () => {
  const { ready, child } = await startCommand()
  expect(ready).toEqual({
    event: 'ready',
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v2$/),
    control: ready.url.replace('/v2', '/_emulator'),
    apiKey: 'sandbox_default',
    profileId: '4900019b-76da-b800-8000-000000000001',
    publicKey: defaultPublicKey,
    pid: child.pid,
    ms: expect.any(Number),
  })
})

test('each sent code is printed as a plain line', async () => {
  const { ready, printed } = await startCommand(['--seed', '1'])
  const client = connect({ url: ready.url, sandbox: 'other' })
  const send = sender({ ...client, fetch: globalThis.fetch })
  await send(
    'POST',
    '/verifications/sms',
    { phone_number, verify_profile_id: ready.profileId },
    { authorization: 'Bearer KEY' },
  )
  await send('POST', '/verifications/call', { phone_number, verify_profile_id: ready.profileId })
  const { code } = await connect({ url: ready.url }).inbox.next(phone_number)
  const other = await client.inbox.next(phone_number)
  const output = await printed(/in sandbox other\n/)
  expect(output.split('\n').slice(1, 3)).toEqual([
    `code ${code} → ${phone_number} (sms)`,
    `code ${other.code} → ${phone_number} (call) in sandbox other`,
  ])
})

test('--log-format json prints codes as JSON, --quiet prints none', async () => {
  const [json, quiet] = [
    await startCommand(['--log-format', 'json', '--seed', '1']),
    await startCommand(['--quiet', '--seed', '1']),
  ]
  for (const { ready } of [json, quiet]) {
    await sender({ ...connect({ url: ready.url }), fetch: globalThis.fetch })('POST', '/verifications/sms', {
      phone_number,
      verify_profile_id: ready.profileId,
    })
  }
  const { code } = await connect({ url: json.ready.url }).inbox.next(phone_number)
  const output = await json.printed(/"code"/)
  expect(JSON.parse(output.split('\n')[1] as string)).toEqual({
    event: 'code',
    code,
    phoneNumber: phone_number,
    channel: 'sms',
    sandbox: 'default',
  })
  quiet.child.kill('SIGTERM')
  expect((await quiet.ended).stdout.trim().split('\n')).toHaveLength(1)
})

test('--log-format pretty prints a banner with lines to paste', async () => {
  const running = runCommand(['--port', '0', '--log-format', 'pretty'])
  const banner = await running.printed(/Codes are printed here/)
  expect(banner.split('\n').length).toBeLessThan(24)
  expect(banner).toMatch(
    /export TELNYX_BASE_URL=http:\/\/127\.0\.0\.1:\d+\/v2\n {2}export TELNYX_API_KEY=sandbox_default\n/,
  )
})

test('the emulator keeps running when its output is closed', async () => {
  const { ready, child } = await startCommand()
  child.stdout?.destroy()
  child.stderr?.destroy()
  const send = sender({ ...connect({ url: ready.url }), fetch: globalThis.fetch })
  for (let i = 0; i < 3; i++) {
    expect(
      (await send('POST', '/verifications/sms', { phone_number, verify_profile_id: ready.profileId })).status,
    ).toBe(200)
  }
  expect((await send('GET', '//health')).status).toBe(200)
  expect(child.exitCode).toBeNull()
})

test('H5, H13: an unparsable request is answered in the vendor’s envelope', async () => {
  const { ready } = await startCommand()
  const socket = createConnection(Number(new URL(ready.url).port), '127.0.0.1')
  socket.end('GET /v2/verify_profiles HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n')
  let answer = ''
  for await (const chunk of socket) answer += chunk
  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  expect(answer).toMatch(/^x-request-id: [0-9a-f-]{36}\r$/m)
  expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))).errors[0]).toMatchObject({
    code: '10015',
    detail: 'The request failed because it was not well-formed.',
  })
})

describe('signals', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s answers pending long polls and exits with 0', async (signal) => {
    const { ready, child, ended } = await startCommand()
    const waiting = fetch(`${ready.control}/inbox/${phone_number}/next?timeout=5m`)
    // A second request: the emulator has then accepted the first one.
    await fetch(ready.url.replace('/v2', '/health'))
    child.kill(signal)
    const response = await waiting.catch(() => undefined)
    if (response) expect(response.status).toBe(503)
    expect((await ended).code).toBe(0)
  })
})

describe('an error is one line and an exit code', () => {
  test('a busy port exits with 1', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    const { code, stderr, stdout } = await runCommand(['--port', String(port)]).ended
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toBe(
      `Port ${port} is already in use on 127.0.0.1. Choose another with --port, or use --port 0 for any free port.\n`,
    )
  })

  test.each([
    [['--prot', '1'], 2, 'Unknown option --prot. Did you mean --port?'],
    [['--port', '70000'], 2, '--port must be a whole number from 0 to 65535, not "70000".'],
    [['--dialect', 'english'], 2, '--dialect must be docs or spec, not "english".'],
    [['--config', 'nowhere.json'], 2, 'nowhere.json cannot be read: it does not exist. Check the path.\n'],
    [['inbx'], 2, 'Unknown command "inbx". Did you mean inbox?\nRun with --help for usage.'],
    [['begin'], 2, 'Unknown command "begin". Expected one of: start, prototype, exec,'],
    [['start', 'again'], 2, '`start` takes no arguments.'],
    [
      ['--fixtures', 'nowhere.json'],
      2,
      'The fixtures nowhere.json cannot be read: it does not exist. Check the path.\n',
    ],
    [
      ['--data', 'package.json'],
      2,
      'The data folder package.json cannot be used: a file has this name. Name a folder.\n',
    ],
    [['--scenarios', '[{}]'], 2, 'scenarios[0]: add outcome to the body'],
    [['health', '--port', '1'], 1, 'No healthy emulator at http://127.0.0.1:1'],
  ])('%j exits with %i', async (args, exitCode, sentence) => {
    const { code, stderr } = await runCommand(args).ended
    expect(code).toBe(exitCode)
    expect(stderr).toContain(sentence)
    expect(stderr).not.toMatch(/^ {4}at /m)
  })
})

test('health exits with 0 for a running emulator', async () => {
  const { ready } = await startCommand()
  const { port } = new URL(ready.url)
  const plain = await runCommand(['health', '--port', port]).ended
  expect(plain).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^ok, version \d+\.\d+\.\d+, 1 sandbox, up \d+ s\n$/),
  })
  const json = await runCommand(['health', '--json'], { env: { TVE_PORT: port } }).ended
  expect(JSON.parse(json.stdout)).toMatchObject({ status: 'ok', sandboxes: 1 })
})

test.each([['--help'], ['start', '--help'], ['health', '--help'], ['--version']])(
  '%j exits with 0',
  async (...args) => {
    const { code, stdout } = await runCommand(args).ended
    expect(code).toBe(0)
    if (args[0] === 'start' || args[0] === 'health') expect(stdout).toMatch(/Examples?:\n {2}\$ tve/)
  },
)

test('--validate-responses finds no invalid answer', async () => {
  const { ready } = await startCommand(['--validate-responses', '--dialect', 'spec'])
  const send = sender({ ...connect({ url: ready.url }), fetch: globalThis.fetch })
  expect((await send('POST', '/verifications/sms', {})).status).toBe(400)
  expect((await send('POST', '/verify_profiles', '{', { 'content-type': 'application/json' })).status).toBe(400)
  expect((await send('POST', '/verify_profiles', JSON.stringify({ a: 'x'.repeat(2 ** 20) }))).status).toBe(413)
  expect((await send('PUT', '/verify_profiles', {})).status).toBe(405)
  expect((await send('POST', '/verify_profiles', { name: 'No channel' })).status).toBe(200)
})
