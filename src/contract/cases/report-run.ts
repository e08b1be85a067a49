import type { ContractReport, Item, Section } from '../../report/report.js'
import { rulesOf, type Scenario } from './case.js'
import { judgeExpectations } from './judge-step.js'
import { type Rule, readRules } from './rules.js'
import type { Run, ScenarioResult } from './run.js'

/** What drift of scenarios is about. */
export const rulesFile = 'fixtures/rules.yaml'

/** The report on one run: for each expectation, whether its rule holds. */
export function reportRun(run: Run, rules: ReadonlyMap<string, Rule> = readRules()): ContractReport {
  const sections = [...run.scenarios.map((result) => toSection(result, run.target.name, rules)), ...toLeftovers([run])]
  return {
    title: `The rules against ${run.target.name}`,
    facts: [['target', run.target.name], ...toFacts([run]), ['rules', summarizeRules(sections, rules)]],
    file: rulesFile,
    sections,
  }
}

function toSection(
  { scenario, steps, skipped, failure }: ScenarioResult,
  name: string,
  rules: ReadonlyMap<string, Rule>,
): Section {
  if (skipped !== null) return { title: titleOf(scenario), items: toSkipped(scenario, skipped) }
  const items = steps.flatMap((result) => judgeExpectations([{ name, result }], rules))
  return { title: titleOf(scenario), items: [...items, ...(failure === null ? [] : [toFailure(name, failure)])] }
}

/** How a scenario is called in reports. */
export const titleOf = ({ id, about }: Scenario) => `${id}: ${about}`

/** An unproven item for every rule of a scenario that was not run. */
export function toSkipped(scenario: Scenario, why: string): Item[] {
  return rulesOf(scenario).map((rule) => ({ kind: 'unproven', place: scenario.id, rule, sentence: why }))
}

export const toFailure = (name: string, failure: string): Item => ({
  kind: 'could-not-run',
  place: name,
  sentence: failure,
})

/** A section for what could not be cleaned up, if there is something. */
export function toLeftovers(runs: readonly Run[]): Section[] {
  const items = runs.flatMap(({ target, leftovers }) => leftovers.map((sentence) => toFailure(target.name, sentence)))
  return items.length === 0 ? [] : [{ title: 'left behind', items }]
}

/** What the runs have done. */
export function toFacts(runs: readonly Run[]): (readonly [string, string])[] {
  const counts = runs.map(
    ({ scenarios }) => `${scenarios.filter(({ skipped }) => skipped === null).length} of ${scenarios.length}`,
  )
  const sends = runs.filter(({ target }) => target.kind === 'upstream').reduce((sum, run) => sum + run.sends, 0)
  return [
    ['scenarios', [...new Set(counts)].join(' and ')],
    ['messages sent, at most', String(sends)],
  ]
}

/** Which rules were confirmed, contradicted, or left unproven: by an expectation, or because no scenario speaks of them. */
export function summarizeRules(sections: readonly Section[], rules: ReadonlyMap<string, Rule>): string {
  const items = sections.flatMap(({ items }) => items)
  const idsOf = (kind: Item['kind']) =>
    [...rules.keys()].filter((id) => items.some((item) => item.kind === kind && item.rule === id))
  const contradicted = idsOf('contradicts')
  const confirmed = idsOf('confirms').filter((id) => !contradicted.includes(id))
  const unproven = [...rules.keys()].filter((id) => !contradicted.includes(id) && !confirmed.includes(id))
  return [
    `${confirmed.length} confirmed`,
    `${contradicted.length} contradicted${contradicted.length > 0 ? ` (${contradicted.join(', ')})` : ''}`,
    `${unproven.length} unproven${unproven.length > 0 ? ` (${unproven.join(', ')})` : ''}`,
  ].join(', ')
}
