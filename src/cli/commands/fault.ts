import { Argument, type Command, InvalidArgumentError, Option } from 'commander'
import type { FaultRequest, FaultRule } from '../../client/types.js'
import { faultKinds, faultStatuses } from '../../core/overrides.js'
import { formatTable } from '../../report/text-table.js'
import { addClientCommand, addCommand } from '../command.js'
import { formatMatch, formatTimes, type MatchFlags, matchOptions, toMatch } from '../flags/match.js'
import { createNumberReader, timesOption, toDuration } from '../flags/options.js'

type Fault = FaultRequest['fault']

interface AddFlags extends MatchFlags {
  readonly status?: string
  readonly retryAfter?: string | number
  readonly delay?: Fault['delay']
  readonly at?: Fault['at']
  readonly times?: number
  readonly probability?: number
}

const addOptions = () => [
  timesOption('number of requests it affects (default: until cleared)'),
  new Option('--probability <number>', 'probability per request, from 0 to 1').argParser(createNumberReader(0, 1)),
  new Option('--status <number>', 'status to answer, for `status`').choices(faultStatuses.map(String)),
  new Option('--retry-after <duration>', 'retry-after header, for `status`').argParser(toDuration),
  new Option('--delay <duration>', 'delay or range, for `latency`: 500ms or 100ms..2s').argParser(readDelay),
  new Option('--at <place>', 'where the connection breaks, for `reset`').choices(['before', 'during', 'after']),
  ...matchOptions(),
]

/** `fault`: injects transport faults. */
export function addFaultCommands(program: Command): void {
  const fault = addCommand(program, {
    usage: 'fault',
    about: 'inject transport faults',
    examples: ['fault add status --status 503 --times 3'],
  })
  addClientCommand<AddFlags, [kind: string]>(fault, {
    usage: 'add',
    about: 'add a fault, matched after existing ones',
    examples: ['fault add status --status 503 --times 3', 'fault add latency --delay 100ms..2s --channel sms'],
    args: [new Argument('<kind>', 'kind of fault').choices([...faultKinds])],
    options: addOptions(),
    ask: async (client, flags, kind) => {
      const added = await client.faults.add(toFaultRequest(kind as Fault['kind'], flags))
      return {
        text: `${added.id}: ${formatFault(added.fault)} for ${formatMatch(added.match)}, ${formatTimes(added.times)}`,
        json: added,
      }
    },
  })
  addClientCommand(fault, {
    usage: 'list',
    about: 'list active faults in matching order',
    examples: ['fault list'],
    ask: async (client) => {
      const faults = await client.faults.list()
      return { text: toFaultTable(faults), json: faults }
    },
  })
  addClientCommand<object, [id?: string]>(fault, {
    usage: 'clear [id]',
    about: 'remove one fault, or all',
    examples: ['fault clear', 'fault clear fault_1'],
    ask: async (client, _, id) => {
      if (id !== undefined) return { text: `Removed ${id}.`, json: await client.faults.remove(id) }
      await client.faults.clear()
      return { text: 'Removed all faults.', json: [] }
    },
  })
}

function toFaultRequest(
  kind: Fault['kind'],
  { status, retryAfter, delay, at, times, probability, ...flags }: AddFlags,
): FaultRequest {
  const fault: Fault = { kind }
  if (status !== undefined) fault.status = Number(status) as NonNullable<Fault['status']>
  if (retryAfter !== undefined) fault.retryAfter = retryAfter
  if (delay !== undefined) fault.delay = delay
  if (at !== undefined) fault.at = at
  const match = toMatch(flags)
  return {
    fault,
    ...(match && { match }),
    ...(times !== undefined && { times }),
    ...(probability !== undefined && { probability }),
  }
}

function readDelay(text: string): NonNullable<Fault['delay']> {
  const [shortest = '', longest, ...rest] = text.split('..')
  if (rest.length > 0) throw new InvalidArgumentError('A range has two durations, like 100ms..2s.')
  return longest === undefined ? toDuration(shortest) : [toDuration(shortest), toDuration(longest)]
}

function toFaultTable(faults: readonly FaultRule[]): string {
  if (faults.length === 0) return 'No faults are active.'
  const rows = faults.map(({ id, fault, match, times, probability }) => [
    id,
    formatFault(fault),
    formatMatch(match),
    formatTimes(times),
    probability === 1 ? 'always' : probability,
  ])
  return formatTable(rows, { headings: ['id', 'fault', 'for', 'times', 'probability'] })
}

function formatFault({ kind, delay, status, retryAfter, at }: Fault): string {
  const duration = (value: string | number) => (typeof value === 'number' ? `${value}ms` : value)
  const parts: (string | number | undefined)[] = [
    kind,
    Array.isArray(delay) ? delay.map(duration).join('..') : delay === undefined ? undefined : duration(delay),
    status,
    retryAfter === undefined ? undefined : `retry after ${duration(retryAfter)}`,
    at === undefined ? undefined : `${at} the body`,
  ]
  return parts.filter((part) => part !== undefined).join(' ')
}
