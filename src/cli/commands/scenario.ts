import { Argument, type Command, Option } from 'commander'
import type { Scenario, ScenarioRequest } from '../../client/types.js'
import { formatTable } from '../../report/text-table.js'
import { addClientCommand, addCommand } from '../command.js'
import { formatMatch, formatTimes, type MatchFlags, matchOptions, toMatch } from '../flags/match.js'
import { timesOption, toDuration } from '../flags/options.js'

type AddFlags = MatchFlags & { times?: number; delay?: string | number }

/** `scenario`: forces outcomes. */
export function addScenarioCommands(program: Command): void {
  const scenario = addCommand(program, {
    usage: 'scenario',
    about: 'force outcomes of checks and deliveries, and API errors',
    examples: ['scenario add expired --times 1'],
  })
  addScenarioAdd(scenario)
  addClientCommand(scenario, {
    usage: 'list',
    about: 'list scenarios in matching order',
    examples: ['scenario list'],
    ask: async (client) => {
      const scenarios = await client.scenarios.list()
      return { text: toScenarioTable(scenarios), json: scenarios }
    },
  })
  addClientCommand<object, [id?: string]>(scenario, {
    usage: 'clear [id]',
    about: 'remove one scenario, or all',
    examples: ['scenario clear', 'scenario clear scenario_1'],
    ask: async (client, _, id) => {
      if (id !== undefined) return { text: `Removed ${id}.`, json: await client.scenarios.remove(id) }
      await client.scenarios.clear()
      return { text: 'Removed all scenarios.', json: [] }
    },
  })
}

function addScenarioAdd(scenario: Command): void {
  addClientCommand<AddFlags, [outcome: string]>(scenario, {
    usage: 'add',
    about: 'force an outcome or error; newer scenarios match first',
    examples: [
      'scenario add expired --phone +13035551234 --times 1',
      'scenario add 20100 --channel sms',
      'scenario add delayed --delay 20s',
    ],
    args: [new Argument('<outcome>', 'outcome of a check or delivery, or an error code')],
    options: [
      timesOption('number of times it applies (default: until cleared)'),
      new Option('--delay <duration>', 'duration of a delivery, for example 20s').argParser(toDuration),
      ...matchOptions(),
    ],
    ask: async (client, { times, delay, ...flags }, outcome) => {
      const match = toMatch(flags)
      const request: ScenarioRequest = { outcome }
      if (match !== undefined) request.match = match
      if (times !== undefined) request.times = times
      if (delay !== undefined) request.delay = delay
      const added = await client.scenarios.add(request)
      return {
        text: `${added.id}: ${added.outcome} for ${formatMatch(added.match)}, ${formatTimes(added.times)}`,
        json: added,
      }
    },
  })
}

function toScenarioTable(scenarios: readonly Scenario[]): string {
  if (scenarios.length === 0) return 'No scenarios are active.'
  const rows = scenarios.map(({ id, outcome, match, times, delayMs }) => [
    id,
    outcome,
    formatMatch(match),
    formatTimes(times),
    delayMs === undefined ? '' : `${delayMs} ms`,
  ])
  return formatTable(rows, { headings: ['id', 'outcome', 'for', 'times', 'delay'] })
}
