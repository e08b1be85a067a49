import type { Finding } from '../../report/report.js'
import type { AnswerMismatch } from './match.js'
import { type Rule, toSentence } from './rules.js'
import type { StepResult } from './run.js'

/** The result of a step on one of the compared targets. */
export interface TargetResult {
  readonly name: string
  readonly result: StepResult
}

/**
 * A finding for each expectation of a step: the rule is confirmed if it held for every target, otherwise contradicted. If
 * the status is unexpected, the rest of the answer shows nothing, and its rules are left unproven.
 */
export function judgeExpectations(
  results: readonly [TargetResult, ...TargetResult[]],
  rules: ReadonlyMap<string, Rule>,
): Finding[] {
  const [{ result }] = results
  const isRefused = results.some(({ result }) =>
    result.expectations.some(({ mismatches }) => mismatches.some(isOfStatus)),
  )
  return result.expectations.map(({ expectation: { rule, status } }, index) => {
    const found = results.map(({ name, result }) => ({
      name,
      mismatches: result.expectations[index]?.mismatches ?? [],
    }))
    const place = (mismatch?: AnswerMismatch) => `${result.step.name}${mismatch ? `: ${mismatch.place}` : ''}`
    const [first] = found.flatMap(({ mismatches }) =>
      [...mismatches].sort((a, b) => Number(isOfStatus(b)) - Number(isOfStatus(a))),
    )
    const known = rules.get(rule)
    const statement = known === undefined ? 'Unknown rule.' : toSentence(known)
    if (first === undefined) return { kind: 'confirms', place: place(), rule, sentence: statement }
    if (isRefused && status === undefined) {
      return {
        kind: 'unproven',
        place: place(),
        rule,
        sentence: 'Not shown: the answer had another status.',
      }
    }
    const actual = found.map(
      ({ name, mismatches }) =>
        `${name} ${mismatches.find((other) => other.place === first.place)?.actual ?? first.expected}`,
    )
    return {
      kind: 'contradicts',
      place: place(first),
      rule,
      expected: first.expected,
      actual: actual.join(', '),
      sentence: `Does not hold: ${statement}`,
    }
  })
}

const isOfStatus = ({ place }: AnswerMismatch) => place === 'status'
