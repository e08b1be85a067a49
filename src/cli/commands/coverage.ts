import type { Command } from 'commander'
import { addClientCommand } from '../command.js'
import { outcomesOption } from '../flags/options.js'
import { checkNames, describeUnreached, findUnreached } from './requirement.js'

/** `coverage`: what has been exercised, and what never was. */
export function addCoverageCommand(program: Command): void {
  addClientCommand<{ requireOutcomes?: string[] }>(program, {
    usage: 'coverage',
    about: 'show which operations, outcomes and errors have been exercised, in all sandboxes',
    examples: ['coverage --require-outcomes accepted,rejected,expired,429'],
    options: [outcomesOption()],
    ask: async (client, { requireOutcomes: required = [] }) => {
      const coverage = await client.server.coverage.get()
      checkNames(coverage, required)
      const unreached = findUnreached(coverage, required)
      const text = [
        (await client.server.coverage.text()).trimEnd(),
        ...(unreached.length > 0 ? [describeUnreached(unreached)] : []),
      ].join('\n')
      return { text, json: { ...coverage, unreached }, isFinding: unreached.length > 0 }
    },
  })
}
