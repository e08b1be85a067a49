import { suggest } from '../wire/suggest.js'
import { throwNothingFound } from './problem.js'

/**
 * Requires that a scenario or a fault was removed.
 *
 * @param others those that exist, for the message
 * @throws {ProblemError} 404 with the nearest id
 */
export function requireRemoved<Rule>(
  noun: string,
  id: string,
  removed: Rule | undefined,
  others: readonly { readonly id: string }[],
): Rule {
  if (removed !== undefined) return removed
  const ids = others.map((other) => other.id)
  return throwNothingFound(`${suggest(noun, id, ids)}${ids.length === 0 ? ' It may be used up.' : ''}`)
}
