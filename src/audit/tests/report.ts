import { type MutantId, mutantIds } from '../../core/mutants.js'
import type { Finding, FindingKind, Report, Section } from '../../report/report.js'
import { type Baseline, findLost } from './baseline.js'
import { scoreOf } from './judge.js'
import { mutants } from './mutants/mutants.js'
import type { TestsAudit } from './run-audit.js'
import type { Runner } from './sketches/runner.js'
import { writeSketch } from './sketches/sketch.js'
import type { MutantResult, MutantStatus } from './suite.js'

/** The finding about one mutant. */
export interface MutantFinding extends Finding {
  readonly mutant: MutantId
  readonly status: MutantStatus
}

/** What a report is written from besides the audit itself. */
export interface ReportDemands {
  readonly command: readonly string[]
  readonly runner: Runner
  readonly baseline?: Baseline | undefined
  /** The lowest score that passes, 0 to 100. */
  readonly minScore?: number | undefined
}

/** The document that explains the mutants, relative to the package. */
const docs = 'docs/audit-tests.md'

/** The audit of tests in the form that every format is written from. */
export function toTestsReport(audit: TestsAudit, demands: ReportDemands): Report {
  const { results } = audit
  const findings = results.map((result) => toFinding(result, results, demands))
  const sectionOf = (title: string, expects: 'notice' | 'tolerate'): Section => ({
    title,
    findings: findings.filter(({ mutant }) => mutants[mutant].expects === expects),
  })
  const { percent } = scoreOf(results)
  return {
    title: `Tests: ${demands.command.join(' ')}`,
    ...(percent !== null && { score: percent }),
    facts: toFacts(audit, demands),
    file: docs,
    sections: [
      sectionOf('lies that a test must notice', 'notice'),
      sectionOf('changes that tests may tolerate', 'tolerate'),
      ...(demands.minScore === undefined ? [] : [toScoreSection(results, demands.minScore)]),
    ].filter((section) => section.findings.length > 0),
  }
}

function toFacts({ results, clean }: TestsAudit, { runner }: ReportDemands): (readonly [string, string])[] {
  const { killed, of, percent } = scoreOf(results)
  const list = (kind: string) =>
    [...clean.facts]
      .flatMap((fact) => (fact.startsWith(`${kind}:`) ? [fact.slice(kind.length + 1)] : []))
      .sort()
      .join(', ') || 'none'
  const reached = results.filter(({ status }) => status !== 'not reached').length
  return [
    ['Score', percent === null ? 'none: no mutant was reached' : `${percent} % (${killed} of ${of} mutants killed)`],
    ['Mutants', `${reached} of ${results.length} reached`],
    ['Clean run', `${(clean.tookMs / 1000).toFixed(1)} s`],
    ['Runner', runner === 'other' ? 'not recognized' : runner],
    ['Operations', list('operation')],
    ['Outcomes', list('outcome')],
    ['Events', list('event')],
  ]
}

function toFinding(result: MutantResult, results: readonly MutantResult[], demands: ReportDemands): MutantFinding {
  const { mutant, status, tookMs } = result
  const { breaks, test } = mutants[mutant]
  const kind = kindOf(result, results, demands)
  const finding = { kind, status, mutant, place: mutant, rule: breaks, tookMs, sentence: toSentence(result, kind) }
  if (status !== 'survived' && kind !== 'failed') return finding
  return {
    ...finding,
    severity: 'medium',
    expected: 'a test fails',
    actual: status === 'survived' ? 'all tests pass' : 'no test reaches it',
    risk: mutants[mutant].risk,
    advice: `Write a test: ${test.title}.`,
    example: writeSketch(test, demands.runner),
  }
}

function kindOf(
  { mutant, status }: MutantResult,
  results: readonly MutantResult[],
  { baseline, minScore }: ReportDemands,
): FindingKind {
  if (baseline !== undefined && findLost(baseline, results).includes(mutant)) return 'failed'
  if (status === 'unclear') return 'could-not-run'
  if (status === 'not reached') return 'skipped'
  if (status !== 'survived') return 'passed'
  const isKnown = baseline?.survived.includes(mutant) ?? (minScore !== undefined && meets(results, minScore))
  return isKnown ? 'known' : 'failed'
}

const meets = (results: readonly MutantResult[], minScore: number) => (scoreOf(results).percent ?? 0) >= minScore

function toSentence({ mutant, status, isTimeout }: MutantResult, kind: FindingKind): string {
  const { lie, reachedBy, risk, expects } = mutants[mutant]
  switch (status) {
    case 'killed':
      return expects === 'tolerate'
        ? `Tests fail when the service ${lie}, which it may do. ${risk}`
        : `Tests ${isTimeout ? 'exceed the time limit' : 'fail'} when the service ${lie}.`
    case 'survived':
      return `All tests pass although the service ${lie}.`
    case 'tolerated':
      return `All tests pass although the service ${lie}, as they may.`
    case 'not reached':
      return kind === 'failed'
        ? `Tests noticed before that the service ${lie}; now no test ${reachedBy}.`
        : `No test ${reachedBy}.`
    case 'unclear':
      return `Tests ${isTimeout ? 'exceeded the time limit' : 'failed'} although the lie was never told. They are not reliable, or cannot run at the same time: try --confirm, or --jobs 1.`
  }
}

function toScoreSection(results: readonly MutantResult[], minScore: number): Section {
  const { percent } = scoreOf(results)
  const isMet = meets(results, minScore)
  return {
    title: 'score',
    findings: [
      {
        kind: isMet ? 'passed' : 'failed',
        place: 'score',
        rule: '--min-score',
        sentence: isMet ? 'The score is as high as demanded.' : 'The score is lower than demanded.',
        expected: `at least ${minScore} %`,
        actual: percent === null ? 'no mutant was reached' : `${percent} %`,
      },
    ],
  }
}

/** The list of all mutants, as a report in which nothing was run. */
export function listMutants(): { readonly id: MutantId; readonly breaks: string; readonly lie: string }[] {
  return mutantIds.map((id) => ({ id, breaks: mutants[id].breaks, lie: mutants[id].lie }))
}
