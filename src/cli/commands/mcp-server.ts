import { serveMcpOverStdio } from '../../mcp/serve/serve-stdio.js'
import { type ConnectionFlags, readConnection } from '../flags/connection.js'
import { printError } from '../terminal/print.js'
import { McpEmulator, type Surroundings } from './mcp-emulator.js'

/**
 * Serves MCP until the agent closes our input, or a signal ends us. Nothing but messages of the protocol is written to
 * stdout.
 *
 * @throws {CommandError} 2 for a URL that cannot be an emulator's
 */
export async function runMcp(flags: ConnectionFlags, surroundings: Surroundings): Promise<void> {
  const connection = await readConnection(flags, surroundings)
  const emulator = new McpEmulator(connection, flags, surroundings)
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort())
  try {
    await serveMcpOverStdio({
      call: emulator.call,
      connect: (sandbox) => emulator.connect(sandbox),
      origin: () => emulator.origin,
      prepare: () => emulator.prepare(),
      sandbox: connection.sandbox,
      stop: stop.signal,
      onTrouble: printError,
    })
  } finally {
    await emulator.close()
  }
}
