import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parse, stringify } from 'yaml'
import { CannotRunError } from '../../report/report.js'
import { explainFileError, explainSyntax } from '../../wire/file-reason.js'
import type { ContractRun } from './run.js'

/** A rule that held on the real service. */
export interface Confirmation {
  readonly rule: string
  /** Date of the run, like 2026-11-23. */
  readonly date: string
  /** Base URL of the service. */
  readonly target: string
}

const head = `# Rules that held in a run of the contract cases against the real service, with the date of the last such run. Written by
# \`contract run --target upstream --confirm\`; \`npm run fidelity\` prints them as proven.
`

/** The rules whose expectations all held in a run, sorted. */
export function confirmedRules({ cases }: ContractRun): string[] {
  const seen = cases.flatMap(({ steps }) => steps.flatMap(({ expectations }) => expectations))
  const failed = new Set(
    seen.filter(({ mismatches }) => mismatches.length > 0).map(({ expectation }) => expectation.rule),
  )
  return [...new Set(seen.map(({ expectation }) => expectation.rule))].filter((rule) => !failed.has(rule)).sort(byRule)
}

/**
 * Writes the rules that a run has confirmed to a file. Entries of rules that the run did not check stay; a rule that the
 * run has contradicted loses its entry.
 *
 * @param url base URL of the upstream
 * @param now Unix milliseconds
 * @returns the number of rules that the run has confirmed
 * @throws {CannotRunError} if the target is not the real service, or the file cannot be read
 */
export function writeConfirmations(run: ContractRun, path: string, url: string, now: number): number {
  if (run.target.kind !== 'upstream' || isLocal(url)) {
    throw new CannotRunError(
      '--confirm needs a run against the real service: use --target upstream, without a local address.',
    )
  }
  const confirmed = confirmedRules(run)
  const seen = new Set(
    run.cases.flatMap(({ steps }) =>
      steps.flatMap((step) => step.expectations.map(({ expectation }) => expectation.rule)),
    ),
  )
  const kept = readConfirmations(path).filter(({ rule }) => !seen.has(rule))
  const date = new Date(now).toISOString().slice(0, 10)
  const all = [...kept, ...confirmed.map((rule) => ({ rule, date, target: url }))].sort((a, b) =>
    byRule(a.rule, b.rule),
  )
  try {
    writeFileSync(path, head + stringify(all))
  } catch (error) {
    throw new CannotRunError(explainFileError(path, 'written', error))
  }
  return confirmed.length
}

/** Reads the rules confirmed so far; none if the file does not exist. @throws {CannotRunError} */
export function readConfirmations(path: string): Confirmation[] {
  if (!existsSync(path)) return []
  const found = parseYaml(readText(path), path) ?? []
  if (!Array.isArray(found)) throw new CannotRunError(`${path} is not a list of confirmations. It was not changed.`)
  return found as Confirmation[]
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new CannotRunError(explainFileError(path, 'read', error))
  }
}

function parseYaml(text: string, path: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    throw new CannotRunError(`${path} is not valid YAML: ${explainSyntax(error)}. It was not changed.`)
  }
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
