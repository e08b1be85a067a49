import { type Command, Option } from 'commander'
import type { WebhookDelivery } from '../../client/types.js'
import { readConfig } from '../../config/config.js'
import { addClientCommand, addCommand, addGroup } from '../command.js'
import { phoneOption, readWhole, settingOptions } from '../flags/options.js'
import { toTable } from '../terminal/table.js'
import type { WebhookCheckOptions } from './webhook-check.js'

interface ListFlags {
  readonly event?: string
  readonly phone?: string
  readonly state?: WebhookDelivery['state']
  readonly limit?: number
}

/** `webhooks` and `webhook`: what was posted, once more, and what a receiver makes of it. */
export function addWebhookCommands(program: Command): void {
  addClientCommand<ListFlags>(program, {
    usage: 'webhooks',
    about: 'list webhook deliveries, newest first',
    examples: ['webhooks --state failed'],
    options: [
      new Option('--event <type>', 'only of this event, like verify.delivered'),
      phoneOption('only about this number'),
      new Option('--state <state>', 'only in this state').choices(['pending', 'delivered', 'failed', 'dropped']),
      new Option('--limit <number>', 'at most so many').argParser(readWhole(1)),
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
  const webhook = addGroup(program, {
    usage: 'webhook',
    about: 'check a receiver; post webhooks again, or on demand',
    examples: ['webhook check http://localhost:3000/webhooks'],
  })
  addCheckCommand(webhook)
  addClientCommand<object, [id: string]>(webhook, {
    usage: 'redeliver <id>',
    about: 'post a webhook once more and say what came of it',
    examples: ['webhook redeliver 6a90cfc3-633a-45c1-b20d-e0e91330583e'],
    ask: async (client, _, id) => toAnswer([await client.webhooks.redeliver(id)]),
  })
  addClientCommand<{ verification?: string; to?: string }, [event: string]>(webhook, {
    usage: 'trigger <event>',
    about: 'send an event of a verification that there is, now',
    examples: ['webhook trigger verify.delivered --to http://localhost:3000/webhooks'],
    options: [
      new Option('--verification <id>', 'the one it is about (default: the newest)'),
      new Option('--to <url>', 'where to (default: where its profile says)'),
    ],
    ask: async (client, { verification, to }, eventType) => {
      const about = {
        ...(verification !== undefined && { verificationId: verification }),
        ...(to !== undefined && { url: to }),
      }
      return toAnswer(await client.webhooks.trigger({ eventType, ...about }))
    },
  })
  addClientCommand<object, [url: string]>(webhook, {
    usage: 'url <url>',
    about: "say where the webhooks of the sandbox's profiles without a URL go; `none` for where the emulator was told",
    examples: ['webhook url http://localhost:3000/webhooks --sandbox checkout-7'],
    ask: async (client, _, text) => {
      const url = text === 'none' ? null : text
      await client.webhooks.setUrl(url)
      return { text: `Webhooks of profiles without a URL go ${url ?? 'where the emulator was told'}.`, json: { url } }
    },
  })
  addClientCommand(webhook, {
    usage: 'key',
    about: 'print the public key that receivers verify with (TELNYX_PUBLIC_KEY)',
    examples: ['webhook key'],
    ask: async (client) => {
      const publicKey = await client.webhooks.publicKey()
      return { text: publicKey, json: { publicKey } }
    },
  })
}

function addCheckCommand(webhook: Command): void {
  const command = addCommand(webhook, {
    usage: 'check [url]',
    about:
      'post to your webhook handler what it will meet in production; exit code 1 on a finding, 2 if it could not run',
    examples: ['webhook check http://localhost:3000/webhooks', 'webhook check --public-key'],
    options: [
      new Option('--public-key', 'print the TELNYX_PUBLIC_KEY that the handler needs, and check nothing'),
      ...settingOptions((key) => key === 'seed' || key === 'webhookPrivateKey'),
      new Option('--timeout <ms>', 'how long an answer may take (default 2000)'),
      new Option('--expect <file>', 'JSON of case names and statuses, for handlers that answer otherwise on purpose'),
      new Option(
        '--standard-webhooks-secret <secret>',
        'what the other header family is signed with (default: the public key)',
      ),
      new Option('--json', 'print the report as JSON'),
      new Option('--junit', 'print the report as JUnit XML'),
    ],
  })
  command.action(async (url: string | undefined, flags: WebhookCheckOptions & { webhookPrivateKey?: string }) => {
    // The key is that of the emulator, by whatever means it is told.
    const config = await readConfig({ flags: { ...flags }, env: process.env, folder: process.cwd() })
    const { webhookCheck } = await import('./webhook-check.js') // loads TLS: not at every start
    const keys = {
      ...(config.seed !== undefined && { seed: config.seed }),
      ...(config.webhookPrivateKey !== undefined && { privateKey: config.webhookPrivateKey }),
    }
    process.exitCode = await webhookCheck(url, { ...flags, ...keys })
  })
}

/** A post that failed is a finding. */
function toAnswer(webhooks: readonly WebhookDelivery[]) {
  return {
    text: toWebhookTable(webhooks),
    json: webhooks,
    isFinding: webhooks.some(({ attempts }) => attempts.at(-1)?.error !== null),
  }
}

function toWebhookTable(webhooks: readonly WebhookDelivery[]): string {
  if (webhooks.length === 0)
    return 'No webhook has been sent: has the profile a webhook_url, and was a code sent since?'
  const rows = webhooks.map(({ id, occurredAt, eventType, phoneNumber, state, fault, urls, attempts }) => {
    const last = attempts.at(-1)
    const came = last === undefined ? '' : (last.error ?? `${last.status} in ${Math.round(last.tookMs)} ms`)
    return [occurredAt, eventType, phoneNumber, state, fault, attempts.length, last?.url ?? urls[0], came, id]
  })
  return toTable(['at', 'event', 'phone', 'state', 'fault', 'attempts', 'url', 'last answer', 'id'], rows)
}
