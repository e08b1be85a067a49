import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { createEmulator } from '../../../src/index.js'
import { root } from '../../../tools/documents.js'
import { runCommand } from '../../support/command.js'
import { useFolder } from '../../support/folder.js'

/** Sends a code and checks a wrong one; a process that exits with 1 if the wrong one is accepted. */
const login = `
  async function post(path, body) {
    const { TELNYX_BASE_URL: base, TELNYX_API_KEY: key } = env
    const headers = { authorization: 'Bearer ' + key, 'content-type': 'application/json' }
    return (await send(base + path, { method: 'POST', headers, body: JSON.stringify(body) })).json()
  }
  const phone_number = '+13035551234', verify_profile_id = env.TELNYX_VERIFY_PROFILE_ID
  await post('/verifications/sms', { phone_number, verify_profile_id, custom_code: '43612' })
  const path = '/verifications/by_phone_number/' + phone_number + '/actions/verify'
  const { data } = await post(path, { code: '00000', verify_profile_id })
`
const library = pathToFileURL(join(root, 'dist/index.js')).href
const overEnvironment = 'const env = process.env, send = fetch'
const inProcess = `
  const { createEmulator } = await import('${library}')
  const emulator = await createEmulator()
  const env = emulator.env, send = emulator.fetch
`
const strict = "process.exit(data?.response_code === 'rejected' ? 0 : 1)"
const vacuous = 'process.exit(0)'

const only = ['--only', 'wrong-code-accepted,used-code-accepted']
const suiteOf = (...parts: string[]) => [process.execPath, '--input-type=module', '-e', parts.join('\n')]

/** Runs an audit and returns its JSON report. */
async function audit(args: readonly string[], suite: readonly string[], cwd = useFolder()) {
  const { code, stdout, stderr } = await runCommand(['audit', 'tests', ...args, '--json', '--', ...suite], { cwd })
    .ended
  if (stdout === '') throw new Error(`no report: ${stderr}`)
  const report = JSON.parse(stdout)
  const [{ findings }] = report.sections as [{ findings: { mutant: string; status: string }[] }]
  return { code, stderr, report, statuses: Object.fromEntries(findings.map(({ mutant, status }) => [mutant, status])) }
}

describe('audit tests', () => {
  test.each([
    ['an application that reads the variables of `exec`', overEnvironment],
    ['an emulator that the tests create themselves', inProcess],
  ])('reaches %s', async (_, reach) => {
    const thorough = await audit(only, suiteOf(reach, login, strict))
    expect(thorough).toMatchObject({
      code: 0,
      statuses: { 'wrong-code-accepted': 'killed', 'used-code-accepted': 'not reached' },
      report: { score: 100, verdict: 'Passed' },
    })
    const empty = await audit(only, suiteOf(reach, login, vacuous))
    expect(empty).toMatchObject({
      code: 1,
      statuses: { 'wrong-code-accepted': 'survived', 'used-code-accepted': 'not reached' },
      report: { score: 0, verdict: 'Failed' },
    })
  })

  test('reaches an emulator that the tests start with the command', async () => {
    const suite = suiteOf(overEnvironment, login, strict)
    const { statuses } = await audit(only, [process.execPath, join(root, 'dist/cli.cjs'), 'exec', '--', ...suite])
    expect(statuses['wrong-code-accepted']).toBe('killed')
  })

  test('ends a run that hangs, and counts it as killed', async () => {
    const hang = "if (data?.response_code !== 'rejected') await new Promise(() => setInterval(() => {}, 1000))"
    const { statuses, stderr } = await audit(
      [...only, '--timeout', '3s'],
      suiteOf(overEnvironment, login, hang, vacuous),
    )
    expect(statuses['wrong-code-accepted']).toBe('killed')
    expect(stderr).toContain('killed      wrong-code-accepted (time limit)')
  })

  test('shows the output of tests that fail without any lie, and exits with 2', async () => {
    const { code, stdout, stderr } = await runCommand([
      ...['audit', 'tests', '--'],
      ...suiteOf("console.log('1 test failed'); process.exit(3)"),
    ]).ended
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/must pass before they can be audited.*exited with 3.*1 test failed/s)
  })

  test('continues after an interruption', async () => {
    const cwd = useFolder()
    const mutants = 'wrong-code-accepted,error-for-wrong-code,send-outage'
    const args = ['audit', 'tests', '--only', mutants, '--state', 'state.json', '--']
    // The second lie is not answered until the audit is interrupted.
    const stall =
      "if (data === undefined) { console.log('stalled'); await new Promise((end) => setTimeout(end, 60_000)) }"
    const suite = suiteOf(overEnvironment, login, stall, strict)
    const first = runCommand([...args, ...suite], { cwd })
    await first.printed(/1\/3/)
    first.child.kill('SIGINT')
    const { code, stderr } = await first.ended
    expect(code).toBe(2)
    expect(stderr).toContain(
      'Interrupted after 1 of 3 mutants. Run the same command again to continue from state.json.',
    )
    expect(JSON.parse(readFileSync(join(cwd, 'state.json'), 'utf8')).results).toHaveLength(1)
  })

  test('writes a baseline, and passes with the survivors in it', async () => {
    const cwd = useFolder()
    const suite = suiteOf(overEnvironment, login, vacuous)
    const written = await audit([...only, '--baseline', 'tests.json', '--update-baseline'], suite, cwd)
    const survivors = { score: 0, killed: [], survived: ['wrong-code-accepted'] }
    expect(JSON.parse(readFileSync(join(cwd, 'tests.json'), 'utf8'))).toEqual(survivors)
    const compared = await audit([...only, '--baseline', 'tests.json'], suite, cwd)
    expect([written.code, compared.code]).toEqual([0, 0])
    expect((await audit([...only, '--min-score', '1'], suite, cwd)).code).toBe(1)
  })

  test('lists its mutants', async () => {
    const { code, stdout } = await runCommand(['audit', 'tests', '--list', '--json']).ended
    expect(code).toBe(0)
    expect(JSON.parse(stdout).length).toBeGreaterThan(25)
  })

  test.each([
    [[], 'The command that runs your tests is missing. Example: tve audit tests -- npm test'],
    [
      ['--only', 'used-code-acepted', '--', 'true'],
      'Unknown mutant "used-code-acepted". Did you mean used-code-accepted?',
    ],
    [['--update-baseline', '--', 'true'], '--update-baseline needs the file to write: add --baseline <file>.'],
    [['--baseline', 'none.json', '--', 'true'], 'The baseline none.json does not exist.'],
    [['--', 'no-such-command'], 'no-such-command cannot be run: command not found.'],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await runCommand(['audit', 'tests', ...args], { cwd: useFolder() }).ended
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })
})

test('audit tests refuses passthrough, whose answers cannot be changed', async () => {
  const env = { TVE_PASSTHROUGH: 'true', TELNYX_API_KEY: 'KEY_test' }
  const { code, stderr } = await runCommand(['audit', 'tests', '--', 'true'], { env, cwd: useFolder() }).ended
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining('passthrough and `audit tests` cannot be combined'),
  })
})

describe('the variable of a run that has ended', () => {
  const ended = /TVE_AUDIT_RUN is set, but the audit that set it has ended\. Unset it/

  test('stops an emulator of the command', async () => {
    const { code, stderr } = await runCommand(['--port', '0'], { env: { TVE_AUDIT_RUN: join(useFolder(), 'gone') } })
      .ended
    expect(code).toBe(2)
    expect(stderr).toMatch(ended)
  })

  test('stops an emulator in a test, also if its audit was killed', async () => {
    const folder = useFolder()
    const { child, ended: over } = runCommand(['--version'])
    await over
    writeFileSync(join(folder, 'run.json'), JSON.stringify({ version: '1', pid: child.pid, mutant: null }))
    process.env.TVE_AUDIT_RUN = folder
    try {
      await expect(createEmulator()).rejects.toThrow(ended)
    } finally {
      delete process.env.TVE_AUDIT_RUN
    }
    expect(existsSync(join(folder, 'reached.txt'))).toBe(false)
  })
})
