import type { Command } from 'commander'
import type { SandboxClient } from '../../client/connect.js'
import { VerifyEmulatorError } from '../../wire/error-base.js'
import { addCommand } from '../command.js'
import { CommandError } from '../command-error.js'
import { type ConnectionFlags, connectionOptions, connectTo } from '../flags/connection.js'
import { jsonOption, showCodesOption } from '../flags/options.js'
import { createColorize } from '../terminal/colors.js'
import { formatEntry } from '../terminal/entry-line.js'
import { print } from '../terminal/print.js'

interface TailFlags {
  readonly showCodes?: boolean
  readonly json?: boolean
}

/** `tail`: prints the journal as it is written. */
export function addTailCommand(program: Command): void {
  const command = addCommand(program, {
    usage: 'tail',
    about: 'print journal entries as they are written',
    note: 'Runs until Ctrl-C.',
    examples: ['tail --show-codes'],
    options: [showCodesOption(), jsonOption('print each entry as a line of JSON'), ...connectionOptions()],
  })
  command.action(async (flags: TailFlags & ConnectionFlags) => {
    const stop = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
    await follow(await connectTo(flags, { env: process.env, folder: process.cwd() }), flags, stop.signal)
  })
}

/** Prints entries until the signal. @throws {CommandError} 1 if the emulator stops first */
async function follow(client: SandboxClient, { showCodes, json }: TailFlags, signal: AbortSignal): Promise<void> {
  const colorize = createColorize(process.stdout, process.env)
  try {
    for await (const entry of client.journal.follow({ signal, codes: showCodes ? 'shown' : 'masked' })) {
      print(json ? JSON.stringify(entry) : formatEntry(entry, colorize))
    }
  } catch (error) {
    if (signal.aborted) return
    if (error instanceof VerifyEmulatorError) throw error
  }
  if (signal.aborted) return
  throw new CommandError(`The emulator at ${new URL(client.url).origin} has stopped.`, 1)
}
