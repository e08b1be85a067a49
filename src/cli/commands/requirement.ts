import type { Coverage } from '../../client/types.js'
import { CommandError } from '../command-error.js'

/** Counts by name, by group: outcomes, operations, error codes and so on. */
function groupsOf(coverage: Coverage): [group: string, counts: Record<string, number>][] {
  return Object.entries(coverage).flatMap(([group, counts]) => (typeof counts === 'object' ? [[group, counts]] : []))
}

/**
 * Checks that coverage knows all names, whichever group they are of.
 *
 * @throws {CommandError} 2 with the list of those that it knows
 */
export function checkNames(coverage: Coverage, names: readonly string[]): void {
  const groups = groupsOf(coverage)
  const known = groups.flatMap(([, counts]) => Object.keys(counts))
  const isStatus = (name: string) => /^[1-5]\d\d$/.test(name) // those that are seldom are counted once they come
  const unknown = names.filter((name) => !known.includes(name) && !isStatus(name))
  if (unknown.length === 0) return
  const list = groups.map(([group, counts]) => `\n  ${group}: ${Object.keys(counts).join(', ')}`).join('')
  throw new CommandError(`--require-outcomes does not know ${unknown.join(', ')}. What can be required:${list}`, 2)
}

/** Those of the names that no request has reached. */
export function findUnreached(coverage: Coverage, names: readonly string[]): string[] {
  const groups = groupsOf(coverage)
  return names.filter((name) => groups.every(([, counts]) => !counts[name]))
}

/** The finding as a sentence. */
export function describeUnreached(names: readonly string[]): string {
  return `Never reached, though required: ${names.join(', ')}.`
}
