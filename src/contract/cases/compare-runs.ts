import type { ContractReport, Item, Section } from '../../report/report.js'
import { builtInIgnores, compareAnswers, type Difference } from '../diff/answers.js'
import { judgeExpectations } from './judge-step.js'
import { rulesFile, summarizeRules, titleOf, toFacts, toFailure, toLeftovers, toSkipped } from './report-run.js'
import { ruleOf } from './rule-of.js'
import { type Rule, readRules } from './rules.js'
import type { Run, ScenarioResult, StepResult } from './run.js'

/**
 * The report on two runs of the same scenarios: what is the same, what differs, and which rules that confirms or
 * contradicts. A rule is confirmed only where it holds for both.
 *
 * @param ignore what to pass over, beside what is built in and what the steps say
 * @throws {UnreadableIgnore}
 */
export function compareRuns(
  a: Run,
  b: Run,
  ignore: readonly string[] = [],
  rules: ReadonlyMap<string, Rule> = readRules(),
): ContractReport {
  const others = new Map(b.scenarios.map((result) => [result.scenario.id, result]))
  const compared = a.scenarios.flatMap((left) => {
    const right = others.get(left.scenario.id)
    return right === undefined
      ? []
      : [compareScenario(left, right, { names: [a.target.name, b.target.name], ignore, rules })]
  })
  const sections = [...compared, ...toLeftovers([a, b])]
  return {
    title: `${a.target.name} against ${b.target.name}`,
    facts: [['a', a.target.name], ['b', b.target.name], ...toFacts([a, b]), ['rules', summarizeRules(sections, rules)]],
    file: rulesFile,
    sections,
  }
}

interface Context {
  readonly names: readonly [string, string]
  readonly ignore: readonly string[]
  readonly rules: ReadonlyMap<string, Rule>
}

function compareScenario(a: ScenarioResult, b: ScenarioResult, context: Context): Section {
  const title = titleOf(a.scenario)
  const skipped = [a, b].flatMap((result, side) =>
    result.skipped === null ? [] : [`${context.names[side]}: ${result.skipped}`],
  )
  if (skipped.length > 0) return { title, items: toSkipped(a.scenario, skipped.join(' ')) }
  const items = a.steps.flatMap((left) => {
    const right = b.steps.find(({ step }) => step.name === left.step.name)
    return right === undefined ? [] : compareStep(left, right, context)
  })
  const failures = [a, b].flatMap(({ failure }, side) =>
    failure === null ? [] : [toFailure(context.names[side] as string, failure)],
  )
  return { title, items: [...items, ...failures] }
}

function compareStep(a: StepResult, b: StepResult, { names, ignore, rules }: Context): Item[] {
  const all = compareAnswers(a.answer, b.answer, [...builtInIgnores, ...(a.step.ignore ?? []), ...ignore])
  // Answers of another status have nothing in common that could be compared.
  const differences = all.some(({ place }) => place === 'status') ? all.filter(({ place }) => place === 'status') : all
  const judged = judgeExpectations(
    [
      { name: names[0], result: a },
      { name: names[1], result: b },
    ],
    rules,
  )
  const left = differences.filter((difference) => !judged.some((item) => explains(item, a, difference)))
  const same: Item = { kind: 'same', place: a.step.name, sentence: 'Both answer the same.' }
  return [...judged, ...(differences.length === 0 ? [same] : left.map((difference) => toItem(difference, a, names)))]
}

/** Whether an expectation that does not hold says the same as a difference. */
function explains({ kind, place }: Item, { step }: StepResult, difference: Difference): boolean {
  const [one, other] = [`${place}/`, `${step.name}: ${difference.place}/`]
  return kind === 'contradicts' && (one.startsWith(other) || other.startsWith(one))
}

const meanings: Readonly<Record<Difference['what'], (a: string, b: string) => string>> = {
  missing: (a) => `Only ${a} has it.`,
  additional: (_, b) => `Only ${b} has it.`,
  type: () => 'It is of another type.',
  form: () => 'It is written in another form.',
  value: () => 'It is another value.',
  length: () => 'There are more of them on one side.',
}

function toItem({ place, what, a, b }: Difference, { step }: StepResult, names: readonly [string, string]): Item {
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
