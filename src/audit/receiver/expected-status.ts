import { CannotRunError } from '../../report/report.js'
import { suggest } from '../../wire/suggest.js'
import type { ReceiverCase } from './cases/case.js'
import { caseNames } from './cases/cases.js'

/** Expected statuses, like `200` and `2xx`. */
export type StatusPatterns = readonly string[]

/**
 * Reads the statuses that the caller expects.
 *
 * @param given by case name; read from a file, it may be anything
 * @throws {CannotRunError} for an unknown case, and for anything but statuses
 */
export function readExpectedStatuses(given: unknown): ReadonlyMap<string, StatusPatterns> {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new CannotRunError(
      'Expected statuses must be an object by case name, like {"stale-timestamp": 200, "no-signature": ["4xx", 204]}.',
    )
  return new Map(Object.entries(given).map(([name, expected]) => [name, readStatusPatterns(name, expected)]))
}

/** What a correct receiver answers. */
export function defaultStatusOf({ kind }: Pick<ReceiverCase, 'kind'>): StatusPatterns {
  return [kind === 'genuine' ? '2xx' : '4xx']
}

export function formatExpected(expected: StatusPatterns): string {
  return expected.join(' or ')
}

export function isExpected(status: number, expected: StatusPatterns): boolean {
  return expected.some((pattern) => pattern === String(status) || pattern === statusClassOf(status))
}

/** 404 belongs to the class `4xx`. */
export function statusClassOf(status: number): string {
  return `${Math.floor(status / 100)}xx`
}

function readStatusPatterns(name: string, expected: unknown): StatusPatterns {
  if (!caseNames.includes(name)) throw new CannotRunError(suggest('case', name, caseNames))
  const patterns = (Array.isArray(expected) ? expected : [expected]).map(String)
  if (patterns.length === 0 || !patterns.every((pattern) => /^[1-5](\d\d|xx)$/.test(pattern)))
    throw new CannotRunError(
      `The expected status of ${name} must be a status like 200, a class like "2xx", or a list of them, not ${JSON.stringify(expected)}.`,
    )
  return patterns
}
