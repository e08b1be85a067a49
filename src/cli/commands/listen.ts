import { type Command, Option } from 'commander'
import type { SandboxClient } from '../../client/connect.js'
import type { SignedWebhook } from '../../client/types.js'
import { VerifyEmulatorError } from '../../wire/error-base.js'
import { addCommand } from '../command.js'
import { CommandError } from '../command-error.js'
import { type ConnectionFlags, connectionOptions, connectTo } from '../flags/connection.js'
import { jsonOption, toDuration } from '../flags/options.js'
import { print } from '../terminal/print.js'

interface ListenFlags {
  readonly forwardTo: string
  readonly since?: string | number
  readonly json?: boolean
}

/** `listen`: forwards webhooks to an app that the emulator cannot reach at the profile's URL. */
export function addListenCommand(program: Command): void {
  const command = addCommand(program, {
    usage: 'listen',
    about: 'forward webhooks to an app the emulator cannot reach',
    note: 'Runs until Ctrl-C. The log has the webhooks of profiles with a webhook URL.',
    examples: ['listen --forward-to http://localhost:3000/webhooks --since 10m'],
    options: [
      new Option('--forward-to <url>', 'URL of the app to post webhooks to').makeOptionMandatory(),
      new Option('--since <duration>', 'first forward the logged webhooks of this long').argParser(toDuration),
      jsonOption('print each webhook as a line of JSON'),
      ...connectionOptions(),
    ],
  })
  command.action(async (flags: ListenFlags & ConnectionFlags) => {
    if (!URL.canParse(flags.forwardTo) || !/^https?:/.test(flags.forwardTo))
      throw new CommandError(
        `"${flags.forwardTo}" is not a valid URL to forward to. Example: http://localhost:3000/webhooks.`,
        2,
      )
    const stop = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
    await forwardWebhooks(await connectTo(flags, { env: process.env, folder: process.cwd() }), flags, stop.signal)
  })
}

/** Forwards webhooks until the signal. @throws {CommandError} 1 if the emulator stops first */
async function forwardWebhooks(
  client: SandboxClient,
  { forwardTo, since, json = false }: ListenFlags,
  signal: AbortSignal,
): Promise<void> {
  const { createTransport } = await import('../../webhook/transport.js')
  const { UrlQueue } = await import('../../webhook/url-queue.js')
  const transport = createTransport()
  const queue = new UrlQueue(transport.send) // a backlog must not arrive all at once
  if (!json)
    print(`Forwarding to ${forwardTo}. Your app verifies with TELNYX_PUBLIC_KEY=${await client.webhooks.publicKey()}`)
  try {
    for await (const webhook of client.webhooks.follow(forwardTo, { signal, backfill: since })) {
      // Queued: a slow app must not delay the webhooks that follow.
      queue.add(forwardTo, {
        compose: () => ({ url: forwardTo, ...webhook }),
        end: (result) => result && print(formatForwarded(webhook, result.status, result.error, json)),
      })
    }
  } catch (error) {
    if (signal.aborted) return
    if (error instanceof VerifyEmulatorError) throw error
  } finally {
    transport.close()
  }
  if (signal.aborted) return
  throw new CommandError(`The emulator at ${new URL(client.url).origin} has stopped.`, 1)
}

function formatForwarded({ body }: SignedWebhook, status: number | null, error: string | null, json: boolean): string {
  const { data } = JSON.parse(body) as { data: { id: string; event_type: string; payload: { phone_number: string } } }
  const { event_type, id, payload } = data
  if (json)
    return JSON.stringify({ eventType: event_type, eventId: id, phoneNumber: payload.phone_number, status, error })
  return `${event_type} ${payload.phone_number} → ${error ?? status}`
}
