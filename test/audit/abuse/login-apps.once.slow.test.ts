import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../../tools/documents.js'
import { longestRunMs } from '../../docs/languages.js'

/** The example applications: the correct one passes a day of abuse, and each missing limit of the wrong one is found. */
const apps = join(root, 'examples', 'login-apps')

interface AuditReport {
  readonly exitCode: number
  readonly facts: Readonly<Record<string, string>>
  readonly sections: readonly { readonly findings: readonly { kind: string; rule: string }[] }[]
}

async function audit(folder: string, hours: number, env: Readonly<Record<string, string>> = {}) {
  const command = join(root, 'dist', 'cli.cjs')
  const args = [
    command,
    'audit',
    'abuse',
    'login.yaml',
    '--hours',
    String(hours),
    '--json',
    '--',
    process.execPath,
    'app.mjs',
  ]
  const { PATH = '', HOME = '' } = process.env
  const options = { cwd: join(apps, folder), env: { PATH, HOME, ...env }, timeout: longestRunMs }
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) =>
    // It exits with 1 if there are findings.
    execFile(process.execPath, args, options, (_, stdout, stderr) => resolve({ stdout, stderr })),
  )
  if (stdout === '') throw new Error(stderr)
  const report = JSON.parse(stdout) as AuditReport
  const findings = report.sections.flatMap((section) => section.findings)
  const of = (kind: string) => findings.filter((finding) => finding.kind === kind).map(({ rule }) => rule)
  return { report, failed: of('failed'), couldNotRun: of('could-not-run'), unproven: of('unproven') }
}

test('the correct application passes a whole day', { timeout: longestRunMs }, async () => {
  const { report, failed, couldNotRun, unproven } = await audit('node', 24)
  expect({ failed, couldNotRun, unproven }).toEqual({ failed: [], couldNotRun: [], unproven: [] })
  expect(report.facts).toMatchObject({ time: '24 hours', 'honest users': '48 of 48 logged in' })
  expect(report.exitCode).toBe(0)
})

test.each([
  ['number-flood', 'number-limit'],
  ['guess-account', 'number-limit'],
  ['resend-cool-down', 'resend-cool-down'],
  ['many-numbers', 'address-limit'],
  ['many-countries', 'country-list'],
])(
  'the fault %s of the wrong application is found by %s, and by nothing else',
  { timeout: longestRunMs },
  async (FAULT, rule) => {
    const { failed, couldNotRun, report } = await audit('wrong', 2, { FAULT })
    expect({ failed, couldNotRun, exitCode: report.exitCode }).toEqual({ failed: [rule], couldNotRun: [], exitCode: 1 })
  },
)
