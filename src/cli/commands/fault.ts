import { Argument, type Command, Option } from 'commander'
import type { FaultRequest, FaultRule } from '../../client/types.js'
import { faultKinds, faultStatuses } from '../../core/overrides.js'
import { addClientCommand, addGroup } from '../command.js'
import { describeMatch, type MatchFlags, matchOptions, toMatch } from '../flags/match.js'
import { readDuration, readNumber, timesOption } from '../flags/options.js'
import { toTable } from '../terminal/table.js'
import { describeTimes } from './scenario.js'

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
  ...matchOptions(),
  new Option('--status <number>', 'with status: which one').choices(faultStatuses.map(String)),
  new Option('--retry-after <duration>', 'with status: what the header retry-after says').argParser(readDuration),
  new Option('--delay <duration>', 'with latency: 500ms, or the shortest and the longest, 100ms..2s').argParser(
    readDelay,
  ),
  new Option('--at <place>', 'with reset: where in the answer').choices(['before', 'during', 'after']),
  timesOption('how often it strikes (default: until it is cleared)'),
  new Option('--probability <number>', 'how likely with each request, up to 1; drawn from the seed').argParser(
    readNumber(0, 1),
  ),
]

/** `fault`: faults of the transport. */
export function addFaultCommands(program: Command): void {
  const fault = addGroup(program, {
    usage: 'fault',
    about: `let the transport fail: ${faultKinds.join(', ')}`,
    examples: ['fault add status --status 503 --times 3'],
  })
  addClientCommand<AddFlags, [kind: string]>(fault, {
    usage: 'add',
    about: 'add a fault, tried after those that are there',
    examples: [
      'fault add status --status 503 --times 3',
      'fault add latency --delay 100ms..2s --operation CreateVerificationSms',
    ],
    args: [new Argument('<kind>', 'what goes wrong').choices([...faultKinds])],
    options: addOptions(),
    ask: async (client, flags, kind) => {
      const added = (await client.faults.add(toFaultRequest(kind as Fault['kind'], flags))).at(-1) as FaultRule
      return {
        text: `${added.id}: ${describeFault(added.fault)} for ${describeMatch(added.match)}, ${describeTimes(added.times)}`,
        json: added,
      }
    },
  })
  addClientCommand(fault, {
    usage: 'list',
    about: 'show the faults that are left, in the order in which they are tried',
    examples: ['fault list'],
    ask: async (client) => {
      const faults = await client.faults.list()
      return { text: toFaultTable(faults), json: faults }
    },
  })
  addClientCommand(fault, {
    usage: 'clear',
    about: 'turn all faults off',
    examples: ['fault clear'],
    ask: async (client) => {
      await client.faults.clear()
      return { text: 'No fault is left.', json: [] }
    },
  })
}

function toFaultRequest(
  kind: Fault['kind'],
  { status, retryAfter, delay, at, times, probability, ...flags }: AddFlags,
): FaultRequest {
  const fault: Fault = { kind }
  if (status !== undefined) fault.status = Number(status) as NonNullable<Fault['status']>
  if (retryAfter !== undefined) fault.retry_after = retryAfter
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
  const [shortest = '', longest] = text.split('..')
  return longest === undefined ? readDuration(shortest) : [readDuration(shortest), readDuration(longest)]
}

function toFaultTable(faults: readonly FaultRule[]): string {
  if (faults.length === 0) return 'No fault is set.'
  const rows = faults.map(({ id, fault, match, times, probability }) => [
    id,
    describeFault(fault),
    describeMatch(match),
    describeTimes(times),
    probability === 1 ? 'always' : probability,
  ])
  return toTable(['id', 'fault', 'for', 'strikes', 'probability'], rows)
}

function describeFault({ kind, delay, status, retry_after, at }: Fault): string {
  const duration = (value: string | number) => (typeof value === 'number' ? `${value}ms` : value)
  const parts: (string | number | undefined)[] = [
    kind,
    Array.isArray(delay) ? delay.map(duration).join('..') : delay === undefined ? undefined : duration(delay),
    status,
    retry_after === undefined ? undefined : `retry after ${duration(retry_after)}`,
    at === undefined ? undefined : `${at} the body`,
  ]
  return parts.filter((part) => part !== undefined).join(' ')
}
