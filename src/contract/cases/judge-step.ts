import type { Item } from '../../report/report.js'
import type { Mismatch } from './match.js'
import type { Rule } from './rules.js'
import type { StepResult } from './run.js'

/** One side of a step: who answered, and how that fits the expectations. */
export interface Side {
  readonly name: string
  readonly result: StepResult
}

/**
 * An item for each expectation of a step: the rule is confirmed if it held for every side, else contradicted. Where the
 * status is not the expected one, what should be in the answer cannot be seen, so that it is left unproven.
 */
export function judgeExpectations(sides: readonly [Side, ...Side[]], rules: ReadonlyMap<string, Rule>): Item[] {
  const [{ result }] = sides
  const isRefused = sides.some(({ result }) =>
    result.expectations.some(({ mismatches }) => mismatches.some(isOfStatus)),
  )
  return result.expectations.map(({ expectation: { rule, status } }, index) => {
    const found = sides.map(({ name, result }) => ({ name, mismatches: result.expectations[index]?.mismatches ?? [] }))
    const place = (mismatch?: Mismatch) => `${result.step.name}${mismatch ? `: ${mismatch.place}` : ''}`
    const [first] = found.flatMap(({ mismatches }) =>
      [...mismatches].sort((a, b) => Number(isOfStatus(b)) - Number(isOfStatus(a))),
    )
    const statement = rules.get(rule)?.statement.trim() ?? 'There is no such rule.'
    if (first === undefined) return { kind: 'confirms', place: place(), rule, sentence: statement }
    if (isRefused && status === undefined) {
      return {
        kind: 'unproven',
        place: place(),
        rule,
        sentence: 'The answer had another status, so that this could not be seen.',
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

const isOfStatus = ({ place }: Mismatch) => place === 'status'
