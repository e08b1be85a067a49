import { Argument, type Command, Option } from 'commander'
import type { WebhookFaultRequest, WebhookFaultRule } from '../../client/types.js'
import { formatTable } from '../../report/text-table.js'
import { webhookFaultKinds } from '../../wire/words.js'
import { addClientCommand, addCommand } from '../command.js'
import { formatMatch, formatTimes, type MatchFlags, toMatch } from '../flags/match.js'
import { channelOption, inGroup, phoneOption, profileOption, timesOption, toDuration } from '../flags/options.js'

interface AddFlags extends Omit<MatchFlags, 'operation'> {
  readonly event?: string
  readonly delay?: string | number
  readonly times?: number
}

const addOptions = () => [
  timesOption('number of webhooks it affects (default: until cleared)'),
  new Option('--delay <duration>', 'delay, for `delayed` and `out-of-order`: 30s').argParser(toDuration),
  ...inGroup('Match', [
    new Option('--event <type>', 'only this event, for example verify.delivered'),
    phoneOption('only this phone number'),
    channelOption('only this channel'),
    profileOption('only this Verify profile'),
  ]),
]

/** `webhook fault`: injects faults into webhooks, to test their receiver. */
export function addWebhookFaultCommands(webhook: Command): void {
  const fault = addCommand(webhook, {
    usage: 'fault',
    about: 'inject faults into webhooks',
    examples: ['webhook fault add duplicate --times 1'],
  })
  addClientCommand<AddFlags, [kind: WebhookFaultRequest['fault']]>(fault, {
    usage: 'add',
    about: 'add a webhook fault, matched after existing ones',
    examples: [
      'webhook fault add duplicate --times 1',
      'webhook fault add delayed --delay 30s --event verify.delivered',
    ],
    args: [new Argument('<kind>', 'kind of fault').choices([...webhookFaultKinds])],
    options: addOptions(),
    ask: async (client, flags, kind) => {
      await client.webhooks.faults.add(toWebhookFaultRequest(kind, flags))
      const added = (await client.webhooks.faults.list()).slice(-1)
      return { text: added.map(formatAdded).join(), json: added[0] }
    },
  })
  addClientCommand(fault, {
    usage: 'list',
    about: 'list active webhook faults in matching order',
    examples: ['webhook fault list'],
    ask: async (client) => {
      const faults = await client.webhooks.faults.list()
      return { text: toWebhookFaultTable(faults), json: faults }
    },
  })
  addClientCommand(fault, {
    usage: 'clear',
    about: 'remove all webhook faults',
    examples: ['webhook fault clear'],
    ask: async (client) => {
      await client.webhooks.faults.clear()
      return { text: 'Removed all webhook faults.', json: [] }
    },
  })
}

function toWebhookFaultRequest(
  fault: WebhookFaultRequest['fault'],
  { event, delay, times, ...flags }: AddFlags,
): WebhookFaultRequest {
  const { operation: _, ...match } = toMatch(flags) ?? {}
  return {
    fault,
    match: { ...match, ...(event !== undefined && { eventType: event }) },
    ...(delay !== undefined && { delay }),
    ...(times !== undefined && { times }),
  }
}

function formatAdded({ id, fault, match, times }: WebhookFaultRule): string {
  return `${id}: ${fault} for ${formatWebhookMatch(match)}, ${formatTimes(times)}`
}

function toWebhookFaultTable(faults: readonly WebhookFaultRule[]): string {
  if (faults.length === 0) return 'No webhook faults are active.'
  const rows = faults.map(({ id, fault, match, times, delayMs }) => [
    id,
    fault,
    formatWebhookMatch(match),
    formatTimes(times),
    delayMs === undefined ? undefined : `${delayMs} ms`,
  ])
  return formatTable(rows, { headings: ['id', 'fault', 'for', 'times', 'delay'] })
}

const formatWebhookMatch = (match: WebhookFaultRule['match']) => formatMatch(match, 'all webhooks')
