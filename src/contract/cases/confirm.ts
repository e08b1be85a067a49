import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parse, stringify } from 'yaml'
import { CannotRun } from '../../report/cannot-run.js'
import type { Run } from './run.js'

/** That a rule was seen to hold on the real service. */
export interface Confirmation {
  readonly rule: string
  /** Day of the run, like 2026-11-23. */
  readonly date: string
  /** Base URL of who confirmed it. */
  readonly target: string
}

const head = `# Rules that a run of the contract scenarios against the real service has shown to hold, and when last. Written by
# \`contract run --target upstream --confirm\`; \`npm run fidelity\` prints them as proven.
`

/** The rules of which every expectation in a run held, sorted. A rule that was seen to fail once is not among them. */
export function confirmedRules({ scenarios }: Run): string[] {
  const seen = scenarios.flatMap(({ steps }) => steps.flatMap(({ expectations }) => expectations))
  const failed = new Set(
    seen.filter(({ mismatches }) => mismatches.length > 0).map(({ expectation }) => expectation.rule),
  )
  return [...new Set(seen.map(({ expectation }) => expectation.rule))].filter((rule) => !failed.has(rule)).sort(byRule)
}

/**
 * Writes the rules that a run has confirmed into a file. What it had of other rules stays; a rule that the run has
 * contradicted loses its entry.
 *
 * @param url base URL of the upstream
 * @param now Unix milliseconds
 * @returns how many rules the run has confirmed
 * @throws {CannotRun} when the target is not the real service, or the file cannot be read
 */
export function writeConfirmations(run: Run, path: string, url: string, now: number): number {
  if (run.target.kind !== 'upstream' || isLocal(url)) {
    throw new CannotRun(
      'Only a run against the real service confirms anything: --confirm needs --target upstream, and no local address.',
    )
  }
  const confirmed = confirmedRules(run)
  const seen = new Set(
    run.scenarios.flatMap(({ steps }) =>
      steps.flatMap((step) => step.expectations.map(({ expectation }) => expectation.rule)),
    ),
  )
  const kept = readConfirmations(path).filter(({ rule }) => !seen.has(rule))
  const date = new Date(now).toISOString().slice(0, 10)
  const all = [...kept, ...confirmed.map((rule) => ({ rule, date, target: url }))].sort((a, b) =>
    byRule(a.rule, b.rule),
  )
  writeFileSync(path, head + stringify(all))
  return confirmed.length
}

/** What has been confirmed so far; nothing where there is no such file. @throws {CannotRun} */
export function readConfirmations(path: string): Confirmation[] {
  if (!existsSync(path)) return []
  const found: unknown = parse(readFileSync(path, 'utf8')) ?? []
  if (!Array.isArray(found)) throw new CannotRun(`${path} holds no list of confirmations. It was left as it is.`)
  return found as Confirmation[]
}

function isLocal(url: string): boolean {
  const { hostname } = new URL(url)
  return (
    hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.') || hostname.endsWith('.invalid')
  )
}

/** By letter, then by number. */
function byRule(a: string, b: string): number {
  return a.slice(0, 1).localeCompare(b.slice(0, 1)) || Number(a.slice(1)) - Number(b.slice(1))
}
