import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { exceptLoopback } from '../../../src/cli/exec/proxy-exceptions.js'
import { assignments } from '../../../src/cli/terminal/shells.js'
import { runCommand } from '../../support/command.js'
import { useServed } from '../cli-harness.js'

const env = {
  TELNYX_BASE_URL: 'http://127.0.0.1:9/v2',
  TELNYX_API_KEY: 'sandbox_checkout-7',
  TELNYX_VERIFY_PROFILE_ID: '4900019b-76da-b800-8000-000000000001',
}
const flags = ['--port', '9', '--sandbox', 'checkout-7']

test('env works without an emulator, and a shell can evaluate its output', async () => {
  const { code, stdout, stderr } = await runCommand(['env', ...flags]).ended
  expect(code).toBe(0)
  expect(stderr).toContain('TELNYX_PUBLIC_KEY is omitted until then.')
  const printed = execFileSync('sh', ['-c', `eval "$1"; env`, 'sh', stdout], { env: {}, encoding: 'utf8' })
  for (const [name, value] of Object.entries(env)) expect(printed.split('\n')).toContain(`${name}=${value}`)
})

test('env --json prints the variables as JSON', async () => {
  const { stdout } = await runCommand(['env', ...flags, '--json']).ended
  expect(JSON.parse(stdout)).toMatchObject(env)
})

test('env of a running emulator includes its public key', async () => {
  const { askJson, emulator } = await useServed()
  expect(await askJson('env')).toEqual({
    ...emulator.env,
    TELNYX_PUBLIC_KEY: (await emulator.info()).publicKey,
    ...exceptLoopback(process.env),
  })
})

test('env keeps requests to the emulator out of a proxy, with the exceptions that are set already', async () => {
  const proxy = { NO_PROXY: 'corp.test', no_proxy: '10.0.0.1' }
  const { stdout } = await runCommand(['env', ...flags, '--json'], { env: proxy }).ended
  const list = 'corp.test,10.0.0.1,localhost,127.0.0.1,::1'
  expect(JSON.parse(stdout)).toMatchObject({ NO_PROXY: list, no_proxy: list })
})

describe('the exceptions of a proxy', () => {
  test.each([
    [{}, [], 'localhost,127.0.0.1,::1'],
    [{ NO_PROXY: '' }, ['emulator.test'], 'localhost,127.0.0.1,::1,emulator.test'],
    [{ NO_PROXY: 'a.test, b.test' }, [], 'a.test,b.test,localhost,127.0.0.1,::1'],
    [{ no_proxy: '.corp.test localhost' }, ['127.0.0.1'], '.corp.test,localhost,127.0.0.1,::1'],
    [{ NO_PROXY: '*' }, [], '*'],
    [{ NO_PROXY: 'a.test', no_proxy: 'b.test,*' }, [], '*'],
  ])('%j with %j', (env, hosts, list) => {
    expect(exceptLoopback(env, hosts)).toEqual({ NO_PROXY: list, no_proxy: list })
  })
})

test('env --shell dotenv prints lines of a dotenv file', async () => {
  const { stdout } = await runCommand(['env', ...flags, '--shell', 'dotenv']).ended
  expect(stdout.split('\n')).toContain('TELNYX_API_KEY=sandbox_checkout-7')
})

const odd = `it's "$HOME" \\ \`date\` & more`

describe('a value is quoted so that nothing in it is expanded', () => {
  test('in a POSIX shell', () => {
    const script = `${assignments.posix('ODD', odd)}; printf %s "$ODD"`
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(odd)
  })

  // These shells are not installed everywhere: the expected text was checked by hand against their quoting rules.
  test.each([
    ['fish', `set -gx ODD 'it\\'s "$HOME" \\\\ \`date\` & more'`],
    ['powershell', `$env:ODD = 'it''s "$HOME" \\ \`date\` & more'`],
    ['dotenv', `ODD=${JSON.stringify(odd)}`],
  ] as const)('in %s', (shell, line) => expect(assignments[shell]('ODD', odd)).toBe(line))

  test('a plain value is not quoted', () => {
    expect(assignments.fish('URL', 'http://127.0.0.1:8374/v2')).toBe('set -gx URL http://127.0.0.1:8374/v2')
  })
})

test.each([
  [['env', '--url', 'somewhere'], '"somewhere" is not a valid URL of an emulator. Example: http://127.0.0.1:8374.'],
  [['reset', '--url', 'https://api.telnyx.com/v2'], 'api.telnyx.com is the real service.'],
  [['env', '--shell', 'csh'], 'Expected one of: posix, fish, powershell, dotenv.'],
])('%j is bad usage and exits with 2', async (args, sentence) => {
  const { code, stderr, stdout } = await runCommand(args).ended
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(sentence)
})
