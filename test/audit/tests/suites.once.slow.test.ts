import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../../tools/documents.js'
import { runCommand } from '../../support/command.js'

interface Finding {
  readonly mutant: string
  readonly status: string
}

/** Audits one of the suites beside this file with the built command. */
async function audit(suite: string, args: readonly string[] = []) {
  const file = join(root, 'test/audit/tests/suites', suite)
  const command = [process.execPath, '--test', file]
  const { code, stdout, stderr } = await runCommand([
    'audit',
    'tests',
    '--jobs',
    '2',
    '--json',
    ...args,
    '--',
    ...command,
  ]).ended
  if (stdout === '') throw new Error(`no report: ${stderr}`)
  const report = JSON.parse(stdout)
  const findings = report.sections.flatMap((section: { findings: Finding[] }) => section.findings) as Finding[]
  const named = (status: string) => findings.flatMap((finding) => (finding.status === status ? [finding.mutant] : []))
  return { code, score: report.score, killed: named('killed'), survived: named('survived'), unclear: named('unclear') }
}

/** Time for some dozens of runs on a busy machine. */
const timeout = 600_000

describe('audit tests', { timeout }, () => {
  test('finds that a thorough suite kills every lie it is told', async () => {
    const { code, score, killed, survived, unclear } = await audit('thorough.mjs')
    expect({ code, score, survived, unclear }).toEqual({ code: 0, score: 100, survived: [], unclear: [] })
    expect(killed.length).toBeGreaterThan(25)
  })

  test('finds that a suite without assertions kills none', async () => {
    const { code, score, killed, survived, unclear } = await audit('vacuous.mjs')
    expect({ code, score, killed, unclear }).toEqual({ code: 1, score: 0, killed: [], unclear: [] })
    expect(survived.length).toBeGreaterThan(15)
  })

  test('finds that tests of a sound receiver kill every lie about webhooks', async () => {
    const lies = ['dropped', 'wrong-signature', 'wrong-key', 'altered-body', 'stale-timestamp', 'ends-accepted']
    const names = [...lies, 'failure-delivered'].map((name) => `webhook-${name}`)
    const tolerated = ['webhook-duplicated', 'webhook-reordered']
    const result = await audit('webhooks.mjs', ['--only', [...names, ...tolerated].join(',')])
    expect(result).toEqual({ code: 0, score: 100, killed: names, survived: [], unclear: [] })
  })
})
