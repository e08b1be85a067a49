import { type Command, Option } from 'commander'
import type { Scenario, ScenarioRequest } from '../../client/types.js'
import { addClientCommand, addGroup } from '../command.js'
import { describeMatch, type MatchFlags, matchOptions, toMatch } from '../flags/match.js'
import { readDuration, timesOption } from '../flags/options.js'
import { toTable } from '../terminal/table.js'

type AddFlags = MatchFlags & { times?: number; delay?: string | number }

/** `scenario`: scripted outcomes. */
export function addScenarioCommands(program: Command): void {
  const scenario = addGroup(program, {
    usage: 'scenario',
    about: 'force outcomes of checks and deliveries, and errors',
    examples: ['scenario add expired --times 1'],
  })
  addClientCommand<AddFlags, [outcome: string]>(scenario, {
    usage: 'add <outcome>',
    about: 'force an outcome of a check or of a delivery, or an error code; the newest is tried first',
    examples: [
      'scenario add expired --phone +13035551234 --times 1',
      'scenario add 20100 --channel sms',
      'scenario add delayed --delay 20s',
    ],
    options: [
      ...matchOptions(),
      timesOption('how often it holds (default: until it is cleared)'),
      new Option('--delay <duration>', 'how long a delivery takes').argParser(readDuration),
    ],
    ask: async (client, { times, delay, ...flags }, outcome) => {
      const match = toMatch(flags)
      const request: ScenarioRequest = { outcome }
      if (match !== undefined) request.match = match
      if (times !== undefined) request.times = times
      if (delay !== undefined) request.delay = delay
      const added = await client.scenarios.add(request)
      return {
        text: `${added.id}: ${added.outcome} for ${describeMatch(added.match)}, ${describeTimes(added.times)}`,
        json: added,
      }
    },
  })
  addClientCommand(scenario, {
    usage: 'list',
    about: 'show what is scripted, in the order in which it is tried',
    examples: ['scenario list'],
    ask: async (client) => {
      const scenarios = await client.scenarios.list()
      return { text: toScenarioTable(scenarios), json: scenarios }
    },
  })
  addClientCommand<object, [id?: string]>(scenario, {
    usage: 'clear [id]',
    about: 'forget all scenarios, or one',
    examples: ['scenario clear', 'scenario clear scenario_1'],
    ask: async (client, _, id) => {
      if (id !== undefined) return { text: `${id} is gone.`, json: await client.scenarios.remove(id) }
      await client.scenarios.clear()
      return { text: 'No scenario is left.', json: [] }
    },
  })
}

function toScenarioTable(scenarios: readonly Scenario[]): string {
  if (scenarios.length === 0) return 'Nothing is scripted.'
  const rows = scenarios.map(({ id, outcome, match, times, delayMs }) => [
    id,
    outcome,
    describeMatch(match),
    describeTimes(times),
    delayMs === undefined ? '' : `${delayMs} ms`,
  ])
  return toTable(['id', 'outcome', 'for', 'holds', 'delay'], rows)
}

/** How often a rule still holds. */
export function describeTimes(times: number | null): string {
  return times === null ? 'until cleared' : times === 1 ? 'once' : `${times} times`
}
