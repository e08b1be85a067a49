import { type Command, Option } from 'commander'
import type { SandboxClient } from '../../client/connect.js'
import type { SignedWebhook } from '../../client/types.js'
import { VerifyEmulatorError } from '../../wire/error-base.js'
import { addCommand } from '../command.js'
import { CommandError } from '../command-error.js'
import { type ConnectionFlags, connectionOptions, connectTo } from '../flags/connection.js'
import { jsonOption } from '../flags/options.js'
import { print } from '../terminal/print.js'

interface ListenFlags {
  readonly forwardTo: string
  readonly json?: boolean
}

/** `listen`: carries webhooks to an app that the emulator cannot reach by the profile's URL. */
export function addListenCommand(program: Command): void {
  const command = addCommand(program, {
    usage: 'listen',
    about: 'forward every webhook to an app that the emulator itself cannot reach; Ctrl-C ends it',
    examples: ['listen --forward-to http://localhost:3000/webhooks'],
    options: [
      new Option('--forward-to <url>', 'where to post them').makeOptionMandatory(),
      ...connectionOptions(),
      jsonOption(),
    ],
  })
  command.action(async (flags: ListenFlags & ConnectionFlags) => {
    if (!URL.canParse(flags.forwardTo) || !/^https?:/.test(flags.forwardTo))
      throw new CommandError(
        `"${flags.forwardTo}" is no URL to forward to. Write it like http://localhost:3000/webhooks.`,
        2,
      )
    const stop = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
    await forward(await connectTo(flags, { env: process.env, folder: process.cwd() }), flags, stop.signal)
  })
}

/** Forwards until the signal. @throws {CommandError} 1 when the emulator goes away before */
async function forward(
  client: SandboxClient,
  { forwardTo, json = false }: ListenFlags,
  signal: AbortSignal,
): Promise<void> {
  const { createTransport } = await import('../../webhook/transport.js')
  const transport = createTransport()
  if (!json)
    print(`Forwarding to ${forwardTo}. Your app verifies with TELNYX_PUBLIC_KEY=${await client.webhooks.publicKey()}`)
  try {
    for await (const webhook of client.webhooks.listen(forwardTo, { signal })) {
      // Not waited for: a slow app shall not hold up what comes after.
      void transport
        .post({ url: forwardTo, ...webhook })
        .then(({ status, error }) => print(toLine(webhook, status, error, json)))
    }
  } catch (error) {
    if (signal.aborted) return
    if (error instanceof VerifyEmulatorError) throw error
  } finally {
    transport.close()
  }
  if (signal.aborted) return
  throw new CommandError(`The emulator at ${new URL(client.url).origin} has gone away.`, 1)
}

function toLine({ body }: SignedWebhook, status: number | null, error: string | null, json: boolean): string {
  const { data } = JSON.parse(body) as { data: { id: string; event_type: string; payload: { phone_number: string } } }
  const { event_type, id, payload } = data
  if (json) return JSON.stringify({ event_type, event_id: id, phone_number: payload.phone_number, status, error })
  return `${event_type} ${payload.phone_number} → ${error ?? status}`
}
