import { Argument, type Command, Option } from 'commander'
import type { WebhookDelivery } from '../../client/types.js'
import { formatTable } from '../../report/text-table.js'
import { readHeaderLines, webhookHeaderExample } from '../../wire/webhook-headers.js'
import { deliveryStates } from '../../wire/words.js'
import { addClientCommand, addCommand } from '../command.js'
import { CommandError } from '../command-error.js'
import { createIntegerReader, phoneOption } from '../flags/options.js'
import { addWebhookFaultCommands } from './webhook-fault.js'

interface ListFlags {
  readonly event?: string
  readonly phone?: string
  readonly state?: WebhookDelivery['state']
  readonly limit?: number
}

/** `webhooks` and `webhook`: list, resend and trigger webhooks, and configure where they go. */
export function addWebhookCommands(program: Command): void {
  addListCommand(program)
  const webhook = addCommand(program, {
    usage: 'webhook',
    about: 'resend, trigger and configure webhooks',
    examples: ['webhook trigger verify.delivered'],
  })
  addSendCommands(webhook)
  addConfigureCommands(webhook)
  addWebhookFaultCommands(webhook)
}

function addListCommand(program: Command): void {
  addClientCommand<ListFlags>(program, {
    usage: 'webhooks',
    about: 'list webhook deliveries, newest first',
    examples: ['webhooks --state failed'],
    options: [
      new Option('--event <type>', 'only this event, for example verify.delivered'),
      phoneOption('only webhooks about this number'),
      new Option('--state <state>', 'only this state').choices(deliveryStates),
      new Option('--limit <number>', 'maximum number of webhooks').argParser(createIntegerReader(1)),
    ],
    ask: async (client, { event, phone, state, limit }) => {
      const options = {
        ...(event !== undefined && { eventType: event }),
        ...(phone !== undefined && { phoneNumber: phone }),
        ...(state !== undefined && { state }),
        ...(limit !== undefined && { limit }),
      }
      const found = await client.webhooks.list(options)
      return { text: toWebhookTable(found.webhooks), json: found }
    },
  })
}

function addSendCommands(webhook: Command): void {
  addClientCommand<object, [id: string]>(webhook, {
    usage: 'redeliver <id>',
    about: 'send a webhook again',
    note: 'Exits with 1 if the delivery fails.',
    examples: ['webhook redeliver 6a90cfc3-633a-45c1-b20d-e0e91330583e'],
    ask: async (client, _, id) => toResult([await client.webhooks.redeliver(id)]),
  })
  addClientCommand<{ verification?: string; to?: string }, [event: string]>(webhook, {
    usage: 'trigger',
    about: 'send an event of an existing verification now',
    note: 'Exits with 1 if the delivery fails.',
    args: [new Argument('<event>', 'type of the event, for example verify.delivered')],
    examples: ['webhook trigger verify.delivered --to http://localhost:3000/webhooks'],
    options: [
      new Option('--verification <id>', 'verification of the event (default: the newest)'),
      new Option('--to <url>', "URL to post to (default: the profile's)"),
    ],
    ask: async (client, { verification, to }, eventType) => {
      const about = {
        ...(verification !== undefined && { verificationId: verification }),
        ...(to !== undefined && { url: to }),
      }
      return toResult(await client.webhooks.trigger({ eventType, ...about }))
    },
  })
}

function addConfigureCommands(webhook: Command): void {
  addClientCommand<object, [target: string]>(webhook, {
    usage: 'set-url',
    about: 'set the default webhook URL of the sandbox',
    args: [new Argument('<target>', "URL of a receiver, or `none` for the server's default")],
    examples: ['webhook set-url http://localhost:3000/webhooks --sandbox checkout-7'],
    ask: async (client, _, target) => {
      const url = target === 'none' ? null : target
      await client.webhooks.setUrl(url)
      return { text: `Webhooks of profiles without a URL go to ${url ?? "the server's default URL"}.`, json: { url } }
    },
  })
  addHeaderCommand(webhook)
  addClientCommand(webhook, {
    usage: 'key',
    about: 'print the public key that verifies webhooks',
    note: 'Applications expect it in TELNYX_PUBLIC_KEY.',
    examples: ['webhook key'],
    ask: async (client) => {
      const publicKey = await client.webhooks.publicKey()
      return { text: publicKey, json: { publicKey } }
    },
  })
}

function addHeaderCommand(webhook: Command): void {
  addClientCommand<object, [lines: string[]]>(webhook, {
    usage: 'set-headers',
    about: 'set additional headers of the webhooks of the sandbox',
    args: [new Argument('<headers...>', "lines like 'Name: value', or `none` for the server's headers")],
    examples: ["webhook set-headers 'X-Forwarded-For: 192.76.120.200' --sandbox checkout-7"],
    ask: async (client, _, lines) => {
      const headers = lines.length === 1 && lines[0] === 'none' ? null : readHeaderLines(lines)
      if (headers === undefined)
        throw new CommandError(`Write each header with another name, like '${webhookHeaderExample}'.`, 2)
      await client.webhooks.setHeaders(headers)
      const names = headers === null ? "the server's headers" : Object.keys(headers).join(', ')
      return { text: `Webhooks of the sandbox carry ${names}.`, json: { headers } }
    },
  })
}

/** A failed delivery is a problem. */
function toResult(webhooks: readonly WebhookDelivery[]) {
  return {
    text: toWebhookTable(webhooks),
    json: webhooks,
    hasProblem: webhooks.some(({ attempts }) => attempts.at(-1)?.error !== null),
  }
}

function toWebhookTable(webhooks: readonly WebhookDelivery[]): string {
  if (webhooks.length === 0)
    return 'No webhooks have been sent. Check that the profile has a webhook_url and that a code was sent since.'
  const rows = webhooks.map(({ id, occurredAt, eventType, phoneNumber, state, fault, urls, attempts }) => {
    const last = attempts.at(-1)
    const answer = last === undefined ? '' : (last.error ?? `${last.status} in ${Math.round(last.tookMs)} ms`)
    return [occurredAt, eventType, phoneNumber, state, fault, attempts.length, last?.url ?? urls[0], answer, id]
  })
  const table = formatTable(rows, {
    headings: ['at', 'event', 'phone', 'state', 'fault', 'attempts', 'url', 'last answer', 'id'],
  })
  const hints = new Set(webhooks.flatMap(({ hint }) => hint ?? []))
  return [table, ...[...hints].map((hint) => `Hint: ${hint}`)].join('\n')
}
