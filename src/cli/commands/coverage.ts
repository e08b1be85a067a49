import type { Command } from 'commander'
import type { Coverage } from '../../client/types.js'
import { suggest } from '../../wire/suggest.js'
import { addClientCommand } from '../command.js'
import { CommandError } from '../command-error.js'
import { outcomesOption, requireOnePlace, sandboxPrefixOption } from '../flags/options.js'

/** `coverage`: shows which operations, outcomes and errors were exercised. */
export function addCoverageCommand(program: Command): void {
  addClientCommand<{ requireOutcomes?: string[]; sandbox?: string; sandboxPrefix?: string }>(program, {
    usage: 'coverage',
    about: 'show which operations, outcomes and errors were exercised',
    note: 'Covers all sandboxes without --sandbox-prefix. Exits with 1 if a required outcome was never reached.',
    examples: ['coverage --require-outcomes accepted,rejected,expired,429', 'coverage --sandbox-prefix job-4711-'],
    options: [outcomesOption(), sandboxPrefixOption('only sandboxes whose names begin with this')],
    ask: async (client, { requireOutcomes: required = [], ...place }) => {
      requireOnePlace(place)
      const { sandboxPrefix } = place
      const coverage = await client.server.coverage.get({ sandboxPrefix })
      checkRequiredOutcomes(coverage, required)
      const unreached = findUnreachedOutcomes(coverage, required)
      const text = [
        (await client.server.coverage.text({ sandboxPrefix })).trimEnd(),
        ...formatUnreachedOutcomes(unreached),
      ].join('\n')
      return { text, json: { ...coverage, unreached }, hasProblem: unreached.length > 0 }
    },
  })
}

/** Counts by name, by group: outcomes, operations, error codes and so on. */
function groupsOf(coverage: Coverage): [group: string, counts: Record<string, number>][] {
  return Object.entries(coverage).flatMap(([group, counts]) => (typeof counts === 'object' ? [[group, counts]] : []))
}

/**
 * Checks that coverage lists all required outcomes, in any group.
 *
 * @throws {CommandError} 2 with the list of known outcomes
 */
export function checkRequiredOutcomes(coverage: Coverage, required: readonly string[]): void {
  const groups = groupsOf(coverage)
  const known = groups.flatMap(([, counts]) => Object.keys(counts))
  const isStatus = (name: string) => /^[1-5]\d\d$/.test(name) // rare statuses are listed only once they occur
  const unknown = required.find((name) => !known.includes(name) && !isStatus(name))
  if (unknown === undefined) return
  const list = groups.map(([group, counts]) => `\n  ${group}: ${Object.keys(counts).join(', ')}`).join('')
  throw new CommandError(`--require-outcomes: ${suggest('outcome', unknown, known, `Known names:${list}`)}`, 2)
}

/** Returns the required outcomes that no request has reached. */
export function findUnreachedOutcomes(coverage: Coverage, required: readonly string[]): string[] {
  const groups = groupsOf(coverage)
  return required.filter((name) => groups.every(([, counts]) => !counts[name]))
}

/** Formats the unreached outcomes as a line; returns no line if every outcome was reached. */
export function formatUnreachedOutcomes(unreached: readonly string[]): string[] {
  return unreached.length === 0 ? [] : [`Required but never reached: ${unreached.join(', ')}.`]
}
