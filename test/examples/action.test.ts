import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { formatJson } from '../../src/report/format-json.js'
import { type Finding, type FindingKind, levelOf } from '../../src/report/report.js'
import { root } from '../../tools/documents.js'
import { startCommand } from '../support/command.js'
import { readAction, useJob } from '../support/composite-action.js'
import { sender } from '../support/emulator.js'
import { useFolder } from '../support/folder.js'

interface Suite {
  readonly title: string
}

/** The module of the action, which is plain JavaScript. */
interface FindingsModule {
  readonly failingKinds: readonly FindingKind[]
  readonly errorKinds: readonly FindingKind[]
  readonly unknownKinds: readonly FindingKind[]
  readonly toSuite: (report: object) => Suite
  readonly toJunit: (suites: readonly Suite[]) => string
  readonly toMarkdown: (suites: readonly Suite[]) => string
}

const findingsModule: FindingsModule = await import(new URL('../../action/findings.mjs', import.meta.url).href)
const { failingKinds, errorKinds, unknownKinds, toSuite, toJunit, toMarkdown } = findingsModule
const phone_number = '+13035551234'
const command = `${process.execPath} ${join(root, 'dist/cli.cjs')}`

/** Logs in through the variables that the action exported, like an application under test. */
async function logIn({ TELNYX_BASE_URL: url = '', TELNYX_API_KEY: apiKey = '', ...env }: Record<string, string>) {
  const send = sender({ fetch, url, apiKey })
  const verify_profile_id = env.TELNYX_VERIFY_PROFILE_ID
  expect((await send('POST', '/verifications/sms', { phone_number, verify_profile_id })).status).toBe(200)
  const next = `//_emulator/inbox/${phone_number}/next?sandbox=${env.TVE_SANDBOX}`
  const { body } = await send('GET', next)
  const check = { code: body.message.code, verify_profile_id }
  const checked = await send('POST', `/verifications/by_phone_number/${phone_number}/actions/verify`, check)
  expect(checked.body.data.response_code).toBe('accepted')
}

/** Ends an emulator that a failed test would leave behind. */
function stopAfterTest(folder: string): void {
  onTestFinished(() => {
    const state = join(folder, 'telnyx-verify-emulator.json')
    if (!existsSync(state)) return
    const { pid } = JSON.parse(readFileSync(state, 'utf8')) as { pid: number | null }
    try {
      if (pid !== null) process.kill(-pid, 'SIGKILL')
    } catch {
      // It has ended.
    }
  })
}

const findings: readonly Finding[] = [
  { kind: 'passed', place: 'wrong-code', sentence: 'A wrong code is refused.' },
  {
    kind: 'failed',
    place: 'replay, twice: <b>',
    sentence: 'A code works twice\nin a row & again.',
    advice: 'Delete it.',
  },
  { kind: 'skipped', place: 'restart', sentence: 'Nothing to restart.' },
]
const report = {
  title: 'Login audit',
  facts: [],
  file: 'login.yaml',
  sections: [{ title: 'Checks', findings }],
}

test('the action starts an emulator, exports the variables, and reports what the tests reached', async () => {
  const folder = useFolder()
  stopAfterTest(folder)
  const job = useJob(folder)
  const started = await job.use({ command, options: '--seed 1' })
  expect(started).toMatchObject({ code: 0, outputs: { sandbox: 'default' } })
  expect(started.outputs.url).toBe(job.env.TELNYX_BASE_URL)
  expect(job.env).toMatchObject({
    TELNYX_BASE_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v2$/),
    TELNYX_API_KEY: 'sandbox_default',
    TELNYX_PUBLIC_KEY: expect.stringMatching(/=$/),
    TVE_SANDBOX: 'default',
  })
  await logIn(job.env)

  const audit = join(folder, 'login.json')
  writeFileSync(audit, formatJson(report))
  const junit = join(folder, 'junit.xml')
  const reported = await job.use({
    mode: 'report',
    'require-outcomes': 'accepted, expired',
    reports: `${audit}\n`,
    junit,
  })
  expect(reported.code).toBe(1)
  expect(reported.output.split('\n').filter((line) => line.startsWith('::'))).toEqual([
    '::error title=Coverage of Telnyx Verify%3A expired::The tests never reached "expired".',
    '::error file=login.yaml,title=Login audit%3A replay%2C twice%3A <b>::A code works twice%0Ain a row & again. Delete it.',
  ])
  expect(job.summary()).toContain('### ❌ Coverage of Telnyx Verify\n\n2 requests, 1 of 2 required outcomes reached')
  expect(job.summary()).toContain('| replay, twice: \\<b\\> | A code works twice in a row &amp; again. Delete it. |')
  expect(job.summary()).toContain('outcomes    accepted 1, rejected never')
  expect(readFileSync(junit, 'utf8')).toContain(
    '<testsuite name="Login audit" tests="3" failures="1" errors="0" skipped="1">',
  )
  await expect(fetch(job.env.TELNYX_BASE_URL as string)).rejects.toThrow('fetch failed')
})

test('without the package in the project and on npm, the error says how the action gets it', async () => {
  const folder = useFolder()
  writeFileSync(join(folder, 'npx'), '#!/bin/sh\necho "npm error code E404" >&2\nexit 1\n', { mode: 0o755 })
  const job = useJob(folder, { PATH: `${folder}:${process.env.PATH}` })
  for (const url of ['', 'http://127.0.0.1:9']) {
    const { code, output } = await job.use({ 'working-directory': relative(root, folder), url })
    expect(code).toBe(1)
    expect(output).toContain('npm error code E404')
    expect(output).toContain(`no telnyx-verify-emulator installed in ${folder}`)
    expect(output).toContain('Install it before this step, or set the input "command".')
  }
})

test('a job that only wants to know is not failed', async () => {
  const folder = useFolder()
  stopAfterTest(folder)
  const job = useJob(folder)
  await job.use({ command })
  const { code, output } = await job.use({
    mode: 'report',
    'require-outcomes': 'accepted',
    fail: 'false',
    junit: join(folder, 'junit.xml'),
    reports: join(folder, 'missing.json'),
  })
  expect(code).toBe(0)
  expect(output).toContain('::warning title=Coverage of Telnyx Verify%3A accepted::')
  expect(output).toContain('is not a JSON report of an audit')
})

test('on a shared emulator a job has a sandbox and a coverage of its own', async () => {
  const { ready } = await startCommand(['--control-token', 'company-secret'])
  const jobs = [1, 2].map(() => {
    const folder = useFolder()
    return { folder, job: useJob(folder, { GITHUB_RUN_ID: '4711', GITHUB_JOB: 'test suite' }) }
  })
  for (const { job } of jobs) {
    const { code, output } = await job.use({ command, url: ready.url, token: 'company-secret' })
    expect([code, output]).toEqual([0, expect.stringContaining('::add-mask::company-secret')])
    expect(job.env.TVE_SANDBOX).toMatch(/^job-4711-1-test-suite-[a-z0-9]+$/)
    await logIn(job.env)
  }
  for (const { job, folder } of jobs) {
    const { code } = await job.use({ mode: 'report', 'require-outcomes': 'accepted', junit: join(folder, 'junit.xml') })
    expect([code, job.summary()]).toEqual([0, expect.stringContaining('\n2 requests, 1 of 1 required')])
  }
  expect((await fetch(`${ready.url.replace('/v2', '')}/health`)).status).toBe(200)
})

test('the runs of failed tests are listed with the commands that replay them, and uploaded', async () => {
  const folder = useFolder()
  stopAfterTest(folder)
  const job = useJob(folder, { GITHUB_RUN_ID: '4711', GITHUB_JOB: 'unit' })
  const runFiles = join(folder, 'runs')
  await job.use({ command, 'run-files': runFiles })
  expect(job.env.TVE_RUN_FILES).toBe(runFiles)
  const info = await fetch(`${job.env.TVE_URL}/_emulator/run`)
  expect(await info.json()).toMatchObject({ format: 'telnyx-verify-run', steps: expect.any(Array) })
  mkdirSync(runFiles)
  const test = 'a.test.js > a | <b>'
  const saved = { test, test_command: "npx vitest run -t '```'" }
  writeFileSync(join(runFiles, 'a-b-01234567.run.json'), JSON.stringify(saved))
  writeFileSync(join(runFiles, 'broken.run.json'), '{')
  const reported = await job.use({ mode: 'report', junit: join(folder, 'junit.xml') })
  expect(reported.code).toBe(0)
  expect(reported.outputs.folder).toBe(runFiles)
  const name = 'telnyx-verify-runs-unit-0'
  expect(reported.used).toEqual([
    {
      action: expect.stringMatching(/^actions\/upload-artifact@[0-9a-f]{40}$/),
      with: { name, path: `${runFiles}/*.run.json`, overwrite: 'true' },
    },
  ])
  expect(job.summary()).toContain(
    [
      '````sh',
      `gh run download 4711 --name ${name} --dir tve-runs`,
      "npx tve replay tve-runs/a-b-01234567.run.json -- npx vitest run -t '```'",
      'npx tve replay tve-runs/broken.run.json',
      '````',
    ].join('\n'),
  )
  expect(job.summary()).toContain('| a.test.js \\> a \\| \\<b\\> | a-b-01234567.run.json |')
  expect(reported.output).toContain('::warning title=Telnyx Verify emulator::broken.run.json is not a run')
})

test('a job without failed tests uploads nothing, and one can switch runs off', async () => {
  const folder = useFolder()
  stopAfterTest(folder)
  const job = useJob(folder)
  await job.use({ command, 'run-files': '' })
  expect(job.env.TVE_RUN_FILES).toBeUndefined()
  const reported = await job.use({ mode: 'report', junit: join(folder, 'junit.xml') })
  expect(reported).toMatchObject({ code: 0, used: [], outputs: {} })
})

test.each([
  ['an unknown mode', { mode: 'stop' }, 'mode must be start or report, not stop.'],
  ['a report without a start', { mode: 'report' }, 'No emulator was started in this job.'],
  ['an option that does not exist', { command, options: '--colour' }, 'Unknown option --colour.'],
  ['a command that does not exist', { command: 'no-such-tve' }, 'no-such-tve'],
])('%s fails with an annotation', async (_, inputs, text) => {
  const { code, output } = await useJob(useFolder()).use(inputs)
  expect([code, output]).toEqual([1, expect.stringMatching(/^::error title=Telnyx Verify emulator::/m)])
  expect(output).toContain(text)
})

test('every input and output has a description, and every input a default', () => {
  const { inputs, outputs, runs } = readAction()
  expect(runs.using).toBe('composite')
  for (const one of [...Object.values(inputs), ...Object.values(outputs)])
    expect(one).toMatchObject({ description: expect.stringMatching(/\w/) })
  for (const { default: usual } of Object.values(inputs)) expect(typeof usual).toBe('string')
})

test('the action weighs findings like the reports do', () => {
  const levels: Record<string, readonly FindingKind[]> = {
    failure: failingKinds,
    error: errorKinds,
    unknown: unknownKinds,
  }
  for (const [level, kinds] of Object.entries(levels))
    for (const kind of kinds) expect([kind, levelOf({ kind })]).toEqual([kind, level])
  const passing: FindingKind[] = ['addition', 'confirms', 'passed', 'same']
  for (const kind of passing) expect(levelOf({ kind })).toBe('pass')
  expect([...failingKinds, ...errorKinds, ...unknownKinds, ...passing].length).toBe(14)
})

test('hostile texts stay within their cells and attributes', () => {
  const sentence = `a"b<c>&|d\u0000\u001b[31m\ne`
  const finding = { kind: 'failed', place: sentence, sentence }
  const suite = toSuite({ title: sentence, verdict: '1 failed', file: 'x', sections: [{ findings: [finding] }] })
  expect(toJunit([suite])).toContain('name="a&quot;b&lt;c&gt;&amp;|d\\u0000\\u001b[31m\ne"')
  expect(toMarkdown([suite])).toContain('| a"b\\<c\\>&amp;\\|d')
})
