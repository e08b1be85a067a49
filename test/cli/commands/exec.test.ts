import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { root } from '../../../tools/documents.js'
import { runCommand } from '../../support/command.js'
import { useFolder } from '../../support/folder.js'

const node = (script: string) => [process.execPath, '-e', script]

/** Whether a process is running; one that is not yet reaped is not. */
function isAlive(pid: number): boolean {
  try {
    if (process.platform !== 'linux') return process.kill(pid, 0)
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

/** Prints its id and keeps running. */
const keepsRunning = 'console.log("pid", process.pid); setInterval(() => {}, 1000)'

/** The process ID that a script has printed. */
const pidIn = (output: string) => Number(/pid (\d+)/.exec(output)?.[1])

describe('exec exits with', () => {
  test('the exit code of the command; stdout is its own, coverage goes to stderr', async () => {
    const { code, stdout, stderr } = await runCommand(['exec', '--', ...node('console.log("mine"); process.exit(3)')])
      .ended
    expect({ code, stdout }).toEqual({ code: 3, stdout: 'mine\n' })
    expect(stderr).toMatch(/^\n.*0 requests.*\n\noutcomes +accepted never, rejected never, expired never/)
  })

  test('128 plus the number of the signal that ended the command', async () => {
    const { code, signal } = await runCommand(['exec', '--', ...node('process.kill(process.pid, "SIGKILL")')]).ended
    expect({ code, signal }).toEqual({ code: 137, signal: null })
  })

  test('2 if the command is not found or may not be executed', async () => {
    const none = await runCommand(['exec', '--', 'no-such-command', '--port', '1']).ended
    expect(none).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'no-such-command cannot be run: command not found.\n',
    })
    const file = join(useFolder(), 'plain.txt')
    writeFileSync(file, '')
    const plain = await runCommand(['exec', '--', file]).ended
    expect(plain).toMatchObject({ code: 2, stderr: `${file} cannot be run: permission denied.\n` })
    expect(await runCommand(['exec']).ended).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('The argument <command> is missing.'),
    })
  })
})

test('exec keeps requests to the emulator out of a proxy', async () => {
  const script = 'console.log(process.env.NO_PROXY); console.log(process.env.no_proxy)'
  const env = { HTTP_PROXY: 'http://127.0.0.1:9', NO_PROXY: 'corp.test' }
  const { stdout } = await runCommand(['exec', '--', ...node(script)], { env }).ended
  const list = 'corp.test,localhost,127.0.0.1,::1\n'
  expect(stdout).toBe(list + list)
})

test('--both-dialects runs the command in each dialect and names the tests that depend on it', async () => {
  const script = `
    const { TELNYX_BASE_URL, TELNYX_API_KEY } = process.env
    fetch(TELNYX_BASE_URL + '/verify_profiles', {
      method: 'POST',
      headers: { authorization: 'Bearer ' + TELNYX_API_KEY, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Bare' }),
    }).then(({ status }) => {
      console.log('ok 1 - a test')
      console.log(status === 400 ? 'ok 2 - bare profiles' : 'not ok 2 - bare profiles')
      console.log(status === 400 ? 'ok 3 - \\u202ehidden' : 'not ok 3 - \\u202ehidden')
      process.exitCode = status === 400 ? 0 : 7
    })`
  const { code, stdout, stderr } = await runCommand(['exec', '--both-dialects', '--', ...node(script)]).ended
  expect({ code, stdout }).toEqual({
    code: 7,
    stdout:
      'ok 1 - a test\nok 2 - bare profiles\nok 3 - \u202ehidden\nok 1 - a test\nnot ok 2 - bare profiles\nnot ok 3 - \u202ehidden\n',
  })
  expect(stderr).toMatch(/--- dialect docs[\s\S]*--- dialect spec/)
  expect(stderr).toContain('Exit codes: docs 0, spec 7.')
  expect(stderr).toContain('  bare profiles: fails in spec only')
  expect(stderr).toContain('  \\u202ehidden: fails in spec only')
  expect(stderr).not.toContain('a test:')
})

/** An application and its test in one: it sends a code, reads it and checks it. */
const application = `
const { TELNYX_BASE_URL, TELNYX_API_KEY, TELNYX_VERIFY_PROFILE_ID: verify_profile_id, TVE_URL } = process.env
const post = async (path, body) => (await fetch(TELNYX_BASE_URL + path, {
  method: 'POST', body: JSON.stringify({ verify_profile_id, ...body }),
  headers: { authorization: 'Bearer ' + TELNYX_API_KEY, 'content-type': 'application/json' } })).json()
const main = async () => {
  await post('/verifications/sms', { phone_number: '+13035551234' })
  const sandbox = TELNYX_API_KEY.replace('sandbox_', '')
  const { message } = await (await fetch(TVE_URL + '/_emulator/inbox/+13035551234/next?sandbox=' + sandbox)).json()
  console.log(sandbox, (await post('/verifications/by_phone_number/+13035551234/actions/verify', { code: message.code })).data.response_code)
}
main()`

describe('emulators that the command starts, like those of fixtures,', () => {
  const library = pathToFileURL(join(root, 'dist/index.js')).href
  /** Checks a code that is too late, in an emulator of its own, and is killed before it can close it. */
  const late = (options = '{}') => `
    import(${JSON.stringify(library)}).then(async ({ createEmulator }) => {
      const emulator = await createEmulator(${options})
      const post = async (path, body) => (await emulator.fetch(emulator.url + path, {
        method: 'POST', body: JSON.stringify({ verify_profile_id: emulator.profileId, ...body }),
        headers: { authorization: 'Bearer ' + emulator.apiKey, 'content-type': 'application/json' } })).json()
      await post('/verifications/sms', { phone_number: '+13035551234' })
      const { code } = await emulator.inbox.next('+13035551234')
      await emulator.clock.advance('6m')
      const { data } = await post('/verifications/by_phone_number/+13035551234/actions/verify', { code })
      console.log((data.response_code === 'expired' ? 'ok' : 'not ok') + ' 1 - a late code is expired')
      process.kill(process.pid, 'SIGKILL')
    })`

  test('follow --dialect unless they are told another', async () => {
    const answer = async (...args: string[]) => (await runCommand(['exec', ...args]).ended).stdout
    expect(await answer('--dialect', 'spec', '--', ...node(late()))).toBe('not ok 1 - a late code is expired\n')
    const pinned = node(late('{ dialect: "docs" }'))
    expect(await answer('--dialect', 'spec', '--', ...pinned)).toBe('ok 1 - a late code is expired\n')
  })

  test('are compared by --both-dialects', async () => {
    const { stderr } = await runCommand(['exec', '--both-dialects', '--', ...node(late())]).ended
    expect(stderr).toContain('  a late code is expired: fails in spec only')
  })

  test('count for coverage and --require-outcomes, together with that of exec', async () => {
    const both = `${application}.then(() => {${late()}})`
    const { stderr, code } = await runCommand(['exec', '--json', '--', ...node(both)]).ended
    expect(code).toBe(137)
    expect(JSON.parse(stderr)).toMatchObject({
      coverage: { requests: 4, outcomes: { accepted: 1, expired: 1, rejected: 0 }, channels: { sms: 2 } },
    })
    const required = ['--require-outcomes', 'expired,sms,CreateVerificationSms']
    const { stderr: text } = await runCommand(['exec', ...required, '--', ...node(late())]).ended
    expect(text).toContain('2 requests')
    expect(text).not.toContain('never reached')
  })
})

test('exec leaves no folder behind, and says when no request reached an emulator', async () => {
  const script = 'const { TVE_EXEC_RUN } = process.env; console.log(TVE_EXEC_RUN)'
  const { stdout, stderr } = await runCommand(['exec', '--', ...node(script)]).ended
  expect(stdout).toMatch(/tve-exec-/)
  expect(existsSync(stdout.trim())).toBe(false)
  expect(stderr).toContain('No request reached an emulator.')
})

describe('the command runs against an emulator of its own', () => {
  test('in its environment, and exits with 0 if the required outcomes were reached', async () => {
    const required = ['--require-outcomes', 'accepted,sms', '--sandbox', 'checkout-7']
    const { code, stdout, stderr } = await runCommand(['exec', ...required, '--', ...node(application)]).ended
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'checkout-7 accepted\n' })
    expect(stderr).toContain('accepted 1, rejected never')
  })

  test('and exits with 1 if a required outcome was never reached, unless the command itself failed', async () => {
    const required = ['--require-outcomes', 'accepted,expired,429', '--json']
    const passed = await runCommand(['exec', ...required, '--', ...node(application)]).ended
    expect(passed.code).toBe(1)
    expect(JSON.parse(passed.stderr)).toMatchObject({
      code: 0,
      unreached: ['expired', '429'],
      coverage: { outcomes: { accepted: 1 } },
    })
    const failed = await runCommand(['exec', '--require-outcomes', 'expired', '--', ...node('process.exit(4)')]).ended
    expect(failed).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('Required but never reached: expired.\n'),
    })
  })

  test('unless a required outcome is unknown, which exits with 2', async () => {
    const { code, stdout, stderr } = await runCommand([
      'exec',
      '--require-outcomes',
      'acepted',
      '--',
      ...node('console.log(1)'),
    ]).ended
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('--require-outcomes: Unknown outcome "acepted". Did you mean accepted?')
  })

  test('with the settings of start, on a free port even if another is configured', async () => {
    const busy = createServer()
    onTestFinished(() => void busy.close())
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve))
    const { port } = busy.address() as { port: number }
    const env = { TVE_PORT: String(port), TVE_DIALECT: 'spec' }
    const script = `fetch(process.env.TVE_URL + '/_emulator').then((r) => r.json()).then(({ dialect, seed }) => console.log(dialect, seed))`
    const { code, stdout } = await runCommand(['exec', '--seed', '7', '--', ...node(script)], { env }).ended
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'spec 7/default\n' })
  })

  test('and emulator commands that it runs find it without flags', async () => {
    const script = `
const { execFileSync } = require('node:child_process')
const run = (...args) => execFileSync(process.execPath, [process.env.CLI, ...args], { encoding: 'utf8' })
process.stdout.write(run('clock', 'set', '2030-01-01T00:00:00Z', '--json'))`
    const cli = new URL('../../../dist/cli.cjs', import.meta.url).pathname
    const { code, stdout } = await runCommand(['exec', '--', ...node(script)], { env: { CLI: cli } }).ended
    expect(code).toBe(0)
    expect(JSON.parse(stdout).clock.now).toMatch(/^2030-01-01T00:00:00/)
  })
})

describe('no process is left behind', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s is forwarded to a command that hangs', async (signal) => {
    const { child, printed, ended } = runCommand(['exec', '--', ...node(keepsRunning)])
    const pid = pidIn(await printed(/pid \d+\n/))
    child.kill(signal)
    expect((await ended).code).toBe(128 + { SIGTERM: 15, SIGINT: 2, SIGHUP: 1 }[signal])
    expect(isAlive(pid)).toBe(false)
  })

  test('the command decides how it handles a signal', async () => {
    const script = `process.on('SIGTERM', () => { console.log('bye'); process.exit(5) }); ${keepsRunning}`
    const { child, printed, ended } = runCommand(['exec', '--', ...node(script)])
    await printed(/pid \d+\n/)
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 5, stdout: expect.stringMatching(/bye\n$/) })
  })

  const fork = (options: string) => `
const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(keepsRunning)}], { stdio: ['ignore', 'pipe', 'ignore'] ${options} })
child.stdout.once('data', (text) => { process.stdout.write(text); process.exit(6) })`

  test('a process that outlives the command is ended', async () => {
    const { code, stdout } = await runCommand(['exec', '--', ...node(fork(''))]).ended
    expect(code).toBe(6)
    expect(isAlive(pidIn(stdout))).toBe(false)
  })

  test.runIf(process.platform === 'linux')('so is one that has left the process group', async () => {
    const { code, stdout } = await runCommand(['exec', '--', ...node(fork(', detached: true'))]).ended
    expect(code).toBe(6)
    expect(isAlive(pidIn(stdout))).toBe(false)
  })

  test('processes of a killed command are ended', async () => {
    const script = `
const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(keepsRunning)}], { stdio: ['ignore', 'pipe', 'ignore'] })
child.stdout.once('data', (text) => { process.stdout.write(text, () => process.kill(process.pid, 'SIGKILL')) })`
    const { code, stdout } = await runCommand(['exec', '--', ...node(script)]).ended
    expect(code).toBe(137)
    expect(isAlive(pidIn(stdout))).toBe(false)
  })
})
