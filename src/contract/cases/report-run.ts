import type { Finding, Report, Section } from '../../report/report.js'
import { type ContractCase, rulesOf } from './case.js'
import { judgeExpectations } from './judge-step.js'
import { type Rule, readRules } from './rules.js'
import type { CaseResult, ContractRun } from './run.js'

/** The file that the findings of cases are about. */
export const rulesFile = 'fixtures/rules.yaml'

/** The report on one run: for each expectation, whether its rule holds. */
export function reportRun(run: ContractRun, rules: ReadonlyMap<string, Rule> = readRules()): Report {
  const sections = [...run.cases.map((result) => toSection(result, run.target.name, rules)), ...toLeftovers([run])]
  return {
    title: `Rules against ${run.target.name}`,
    facts: [['target', run.target.name], ...toFacts([run]), ...summarizeRules(sections, rules)],
    file: rulesFile,
    sections,
  }
}

function toSection(
  { contractCase, steps, skipped, failure }: CaseResult,
  name: string,
  rules: ReadonlyMap<string, Rule>,
): Section {
  const title = titleOf(contractCase)
  if (skipped !== null) return { title, findings: toUnproven(contractCase, skipped) }
  const findings = steps.flatMap((result) => judgeExpectations([{ name, result }], rules))
  return { title, findings: [...findings, ...(failure === null ? [] : [toFailure(name, failure)])] }
}

/** The title of a case in reports. */
export const titleOf = ({ id, about }: ContractCase) => `${id}: ${about}`

/** An unproven finding for every rule of a case that was not run. */
export function toUnproven(contractCase: ContractCase, why: string): Finding[] {
  return rulesOf(contractCase).map((rule) => ({ kind: 'unproven', place: contractCase.id, rule, sentence: why }))
}

export const toFailure = (name: string, failure: string): Finding => ({
  kind: 'could-not-run',
  place: name,
  sentence: failure,
})

/** A section for resources that could not be deleted, if there are any. */
export function toLeftovers(runs: readonly ContractRun[]): Section[] {
  const findings = runs.flatMap(({ target, leftovers }) =>
    leftovers.map((sentence) => toFailure(target.name, sentence)),
  )
  return findings.length === 0 ? [] : [{ title: 'left behind', findings }]
}

/** The number of cases that were run, and of messages that were sent. */
export function toFacts(runs: readonly ContractRun[]): (readonly [string, string])[] {
  const counts = runs.map(({ cases }) => `${cases.filter(({ skipped }) => skipped === null).length} of ${cases.length}`)
  const sends = runs.filter(({ target }) => target.kind === 'upstream').reduce((sum, run) => sum + run.sends, 0)
  return [
    ['cases', [...new Set(counts)].join(' and ')],
    ['messages sent, at most', String(sends)],
  ]
}

/**
 * The rules that were confirmed, contradicted, or left unproven, including those that no case checks; and what the run
 * shows about each contested rule.
 */
export function summarizeRules(
  sections: readonly Section[],
  rules: ReadonlyMap<string, Rule>,
): (readonly [string, string])[] {
  const findings = sections.flatMap((section) => section.findings)
  const idsOf = (kind: Finding['kind']) =>
    [...rules.keys()].filter((id) => findings.some((finding) => finding.kind === kind && finding.rule === id))
  const contradicted = idsOf('contradicts')
  const confirmed = idsOf('confirms').filter((id) => !contradicted.includes(id))
  const unproven = [...rules.keys()].filter((id) => !contradicted.includes(id) && !confirmed.includes(id))
  const contested = [...rules.values()]
    .filter(({ contested_by: others }) => others !== undefined)
    .map(
      ({ id }) =>
        `${id} ${contradicted.includes(id) ? 'contradicted' : confirmed.includes(id) ? 'confirmed' : 'unproven'}`,
    )
  const summary = [
    `${confirmed.length} confirmed`,
    `${contradicted.length} contradicted${contradicted.length > 0 ? ` (${contradicted.join(', ')})` : ''}`,
    `${unproven.length} unproven${unproven.length > 0 ? ` (${unproven.join(', ')})` : ''}`,
  ].join(', ')
  return [
    ['rules', summary],
    ['contested rules', contested.join(', ')],
  ]
}
