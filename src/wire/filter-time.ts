import { refuse } from '../core/errors.js'
import { parseTime } from './timestamp.js'

/**
 * Reads the time of a filter, in UTC without a zone. Returns Unix milliseconds.
 *
 * @param parameter the name of the filter in the query
 * @param rule the rule of the list
 * @throws {Refusal} 400, 10015 for a text that is not a time, and for a time that does not exist
 */
export function readFilterTime(parameter: string, value: string, rule: string): number {
  const moment = parseTime(value)
  if (!Number.isNaN(moment)) return moment
  const isPlusLost = !Number.isNaN(parseTime(value.replace(' ', '+')))
  refuse('10015', {
    rule,
    source: { parameter },
    hint: isPlusLost
      ? `the plus sign of ${parameter} became a space; write it as %2B`
      : `${parameter} must be a time in ISO 8601, and "${value.slice(0, 60)}" is not a valid one; write it like 2026-01-31T09:30:00Z`,
  })
}
