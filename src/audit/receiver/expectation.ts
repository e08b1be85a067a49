import { CannotCheck } from './cannot-check.js'
import type { Case } from './cases/case.js'
import { caseNames } from './cases/cases.js'

/** Statuses to be answered, as words like `200` and `2xx`. */
export type Expected = readonly string[]

/**
 * What each case is to be answered where the user says so.
 *
 * @param given by case name; from a file it may be anything
 * @throws {CannotCheck} for an unknown case, or for what is no status
 */
export function readExpectations(given: unknown): ReadonlyMap<string, Expected> {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new CannotCheck(
      'Expectations are an object of case names and statuses, as {"stale-timestamp": 200, "no-signature": ["4xx", 204]}.',
    )
  return new Map(Object.entries(given).map(([name, expectation]) => [name, readExpectation(name, expectation)]))
}

/** What a correct receiver answers. */
export function expectedByDefault({ kind }: Pick<Case, 'kind'>): Expected {
  return [kind === 'genuine' ? '2xx' : '4xx']
}

export function isExpected(status: number, expected: Expected): boolean {
  return expected.some((word) => word === String(status) || word === classOf(status))
}

/** 404 is of the class `4xx`. */
export function classOf(status: number): string {
  return `${Math.floor(status / 100)}xx`
}

function readExpectation(name: string, expectation: unknown): Expected {
  if (!caseNames.includes(name))
    throw new CannotCheck(`There is no case ${name}. The cases are ${caseNames.join(', ')}.`)
  const words = (Array.isArray(expectation) ? expectation : [expectation]).map(String)
  if (words.length === 0 || !words.every((word) => /^[1-5](\d\d|xx)$/.test(word)))
    throw new CannotCheck(
      `What ${name} is to be answered must be a status as 200, a class as "2xx", or a list of them, not ${JSON.stringify(expectation)}.`,
    )
  return words
}
