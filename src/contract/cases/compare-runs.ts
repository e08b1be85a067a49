import type { Finding, Report, Section } from '../../report/report.js'
import { type AnswerDifference, builtInIgnores, compareAnswers } from '../diff/answers.js'
import { judgeExpectations } from './judge-step.js'
import { rulesFile, summarizeRules, titleOf, toFacts, toFailure, toLeftovers, toUnproven } from './report-run.js'
import { ruleOf } from './rule-of.js'
import { type Rule, readRules } from './rules.js'
import type { CaseResult, ContractRun, StepResult } from './run.js'

/**
 * The report on two runs of the same cases: what is the same, what differs, and which rules that confirms or contradicts.
 * A rule is confirmed only if it holds for both.
 *
 * @param ignore differences to ignore, in addition to the built-in ones and those of the steps
 * @throws {InputError}
 */
export function compareRuns(
  a: ContractRun,
  b: ContractRun,
  ignore: readonly string[] = [],
  rules: ReadonlyMap<string, Rule> = readRules(),
): Report {
  const others = new Map(b.cases.map((result) => [result.contractCase.id, result]))
  const compared = a.cases.flatMap((left) => {
    const right = others.get(left.contractCase.id)
    return right === undefined
      ? []
      : [compareCase(left, right, { names: [a.target.name, b.target.name], ignore, rules })]
  })
  const sections = [...compared, ...toLeftovers([a, b])]
  return {
    title: `${a.target.name} against ${b.target.name}`,
    facts: [['a', a.target.name], ['b', b.target.name], ...toFacts([a, b]), ...summarizeRules(sections, rules)],
    file: rulesFile,
    sections,
  }
}

interface ComparisonContext {
  readonly names: readonly [string, string]
  readonly ignore: readonly string[]
  readonly rules: ReadonlyMap<string, Rule>
}

function compareCase(a: CaseResult, b: CaseResult, context: ComparisonContext): Section {
  const title = titleOf(a.contractCase)
  const skipped = [a, b].flatMap((result, side) =>
    result.skipped === null ? [] : [`${context.names[side]}: ${result.skipped}`],
  )
  if (skipped.length > 0) return { title, findings: toUnproven(a.contractCase, skipped.join(' ')) }
  const findings = a.steps.flatMap((left) => {
    const right = b.steps.find(({ step }) => step.name === left.step.name)
    return right === undefined ? [] : compareStep(left, right, context)
  })
  const failures = [a, b].flatMap(({ failure }, side) =>
    failure === null ? [] : [toFailure(context.names[side] as string, failure)],
  )
  return { title, findings: [...findings, ...failures] }
}

function compareStep(a: StepResult, b: StepResult, { names, ignore, rules }: ComparisonContext): Finding[] {
  const all = compareAnswers(a.answer, b.answer, [...builtInIgnores, ...(a.step.ignore ?? []), ...ignore])
  // Bodies of answers with different statuses cannot be compared.
  const differences = all.some(({ place }) => place === 'status') ? all.filter(({ place }) => place === 'status') : all
  const judged = judgeExpectations(
    [
      { name: names[0], result: a },
      { name: names[1], result: b },
    ],
    rules,
  )
  const left = differences.filter((difference) => !judged.some((finding) => explains(finding, a, difference)))
  const same: Finding = { kind: 'same', place: a.step.name, sentence: 'Both answers are the same.' }
  return [...judged, ...(differences.length === 0 ? [same] : left.map((difference) => toItem(difference, a, names)))]
}

/** Whether a contradicted expectation covers a difference. */
function explains({ kind, place }: Finding, { step }: StepResult, difference: AnswerDifference): boolean {
  const [one, other] = [`${place}/`, `${step.name}: ${difference.place}/`]
  return kind === 'contradicts' && (one.startsWith(other) || other.startsWith(one))
}

const meanings: Readonly<Record<AnswerDifference['what'], (a: string, b: string) => string>> = {
  missing: (a) => `Only ${a} has it.`,
  additional: (_, b) => `Only ${b} has it.`,
  type: () => 'The types differ.',
  form: () => 'The formats differ.',
  value: () => 'The values differ.',
  length: () => 'The lengths differ.',
}

function toItem(
  { place, what, a, b }: AnswerDifference,
  { step }: StepResult,
  names: readonly [string, string],
): Finding {
  const rule = ruleOf(place, step)
  return {
    kind: 'differs',
    place: `${step.name}: ${place}`,
    ...(rule !== undefined && { rule }),
    expected: `${names[0]} ${a || 'absent'}`,
    actual: `${names[1]} ${b || 'absent'}`,
    sentence: meanings[what](...names),
  }
}
