import { VerifyEmulatorError } from '../wire/error-base.js'

/**
 * Every kind of finding, and what it means for the run. In the order of summaries, the most serious first.
 *
 * Of contract checks: `differs` (two answers, or the vendor's document and ours, are not the same), `breaking` (they
 * differ in a way that breaks a client), `contradicts` (a rule does not hold), `confirms` (a rule holds), `addition`
 * (a documented difference), `same`, and `unproven` (nothing was shown either way). Of audits: `passed`, `failed`,
 * `known` (failed, but listed in the baseline), `vendor-default` (a weakness of the service's default, not of the
 * application), `proves-nothing` (a refusal that would have come for any reason) and `skipped`. Of both:
 * `could-not-run`.
 */
const levels = {
  'could-not-run': 'error',
  breaking: 'failure',
  contradicts: 'failure',
  failed: 'failure',
  'proves-nothing': 'failure',
  differs: 'failure',
  known: 'unknown',
  'vendor-default': 'unknown',
  unproven: 'unknown',
  skipped: 'unknown',
  addition: 'pass',
  confirms: 'pass',
  passed: 'pass',
  same: 'pass',
} as const satisfies Readonly<Record<string, FindingLevel>>

/** What a finding means for the run: only failures and errors change the exit code. */
export type FindingLevel = 'pass' | 'unknown' | 'failure' | 'error'

export type FindingKind = keyof typeof levels

/** The severity of a failure, the most severe first. */
export const severities = ['high', 'medium', 'low'] as const

export type Severity = (typeof severities)[number]

/** A requirement or a page that a finding refers to. */
export interface Reference {
  /** Like `OWASP ASVS 5.0, 6.6.2`. */
  readonly title: string
  readonly url: string
}

/** One thing that a check or an audit looked at, and what it found there. */
export interface Finding {
  readonly kind: FindingKind
  /** Where, like `wrong-code: body /data/response_code` or `CreateVerifyProfile request/name`. */
  readonly place: string
  /** What it is about: the ID of a rule in fixtures/rules.yaml, or the name of an audit's case. */
  readonly rule?: string
  readonly expected?: string
  readonly actual?: string
  /** What it means, in one sentence. */
  readonly sentence: string
  /** What was sent, in the order in which it was sent. */
  readonly sent?: string
  /** What an attacker gains by it, or why it matters. */
  readonly risk?: string
  /** How much a failure weighs. */
  readonly severity?: Severity
  readonly references?: readonly Reference[]
  /** How to fix it. */
  readonly advice?: string
  /** Lines to copy that fix it, such as a test. */
  readonly example?: string
  /** Milliseconds; null if nothing ran. */
  readonly tookMs?: number | null
}

/** The findings of one case, operation or request. */
export interface Section {
  readonly title: string
  readonly findings: readonly Finding[]
}

/** Figures that belong to no single finding. */
export interface ReportTable {
  readonly title: string
  readonly headings: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Columns of numbers, by index. */
  readonly numeric?: readonly number[]
}

/** A picture for the formats that can show one. */
export interface ReportPicture {
  /** Part of the name of its file: lower-case letters. */
  readonly name: string
  readonly title: string
  /** What it shows, in a sentence. */
  readonly description: string
  /** An SVG document of our own making: it is not escaped. */
  readonly svg: string
}

/** What a check or an audit found. Every format is written from this. */
export interface Report {
  readonly title: string
  /** What to do before anything else. */
  readonly advice?: string
  /** How much passed, 0 to 100, if it can be counted. */
  readonly score?: number
  /** Facts for the head of the report: what was compared, when, and what it cost. */
  readonly facts: readonly (readonly [name: string, value: string])[]
  /** The file to fix, or the one that describes the check, relative to the package. SARIF needs it. */
  readonly file: string
  readonly sections: readonly Section[]
  readonly tables?: readonly ReportTable[]
  readonly pictures?: readonly ReportPicture[]
  /** Figures for programs, which the format `json` alone contains. */
  readonly figures?: Readonly<Record<string, unknown>>
  /** What this check or audit cannot find out, as questions to a person. */
  readonly questions?: readonly string[]
}

/** 0: clean; 1: failures; 2: could not run. */
export type ExitCode = 0 | 1 | 2

export function levelOf({ kind }: Pick<Finding, 'kind'>): FindingLevel {
  return levels[kind]
}

/** Whether a finding makes the run fail. */
export function isFailure(finding: Pick<Finding, 'kind'>): boolean {
  return levelOf(finding) === 'failure'
}

/** All findings of a report, in order. */
export function findingsOf({ sections }: Pick<Report, 'sections'>): Finding[] {
  return sections.flatMap(({ findings }) => findings)
}

/** 0: clean; 1: failures, which are certain even if something else could not run; 2: something could not run. */
export function exitCodeOf(report: Pick<Report, 'sections'>): ExitCode {
  const found = new Set(findingsOf(report).map(levelOf))
  if (found.has('failure')) return 1
  return found.has('error') ? 2 : 0
}

/** Failures before errors, what is unknown and what passed; failures by severity. The order is otherwise kept. */
export function sortByWeight(findings: readonly Finding[]): Finding[] {
  const levelOrder: readonly FindingLevel[] = ['failure', 'error', 'unknown', 'pass']
  const weightOf = (finding: Finding) =>
    levelOrder.indexOf(levelOf(finding)) * 10 + severities.indexOf(finding.severity ?? 'medium')
  return [...findings].sort((one, other) => weightOf(one) - weightOf(other))
}

/** The number of findings of each kind, most serious first; kinds without any are left out. */
export function countKinds(findings: readonly Finding[]): Map<FindingKind, number> {
  const counts = new Map<FindingKind, number>()
  for (const kind of Object.keys(levels) as FindingKind[]) {
    const count = findings.filter((finding) => finding.kind === kind).length
    if (count > 0) counts.set(kind, count)
  }
  return counts
}

/** `2 differs, 14 same`. */
export function summarizeFindings(findings: readonly Finding[]): string {
  const counts = [...countKinds(findings)].map(([kind, count]) => `${count} ${kind}`)
  return counts.length === 0 ? 'nothing was checked' : counts.join(', ')
}

const verdicts: Readonly<Record<ExitCode, string>> = { 0: 'Passed', 1: 'Failed', 2: 'Could not run' }

/** The verdict in words. */
export function verdictOf(report: Pick<Report, 'sections'>): string {
  return verdicts[exitCodeOf(report)]
}

/**
 * A contract check or an audit could not run at all: an option is invalid, or the target cannot be reached. The message
 * says what to do. The command exits with 2.
 *
 * @example
 * ```ts
 * await auditReceiver('http://localhost:3000/webhooks').catch((error) => {
 *   if (error instanceof CannotRunError) console.error(error.message)
 *   else throw error
 * })
 * ```
 */
export class CannotRunError extends VerifyEmulatorError {
  override readonly name = 'CannotRunError'
  override readonly code = 'cannot_run'
}
