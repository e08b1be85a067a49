import { setImmediate } from 'node:timers'
import { setTimeout } from 'node:timers/promises'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import type { Call } from '../../client/call.js'
import type { SandboxClient } from '../../client/connect.js'
import { createMcpServer } from '../server.js'
import { ServerState } from '../server-state.js'

/** How long the calls that were read before the end of the input may take. Milliseconds. */
const graceMs = 5000

export interface StdioOptions {
  /** Calls the control API of the emulator. */
  readonly call: Call
  /** The typed client of a sandbox. */
  readonly connect: (sandbox: string) => Promise<SandboxClient>
  /** Scheme, host and port of the emulator; undefined while it is not known. */
  readonly origin: () => string | undefined
  /** Finds the emulator, or starts it. */
  readonly prepare: () => Promise<void>
  readonly sandbox: string
  /** Ends the serving, as the end of the input does. */
  readonly stop: AbortSignal
  /** Called with what goes wrong outside of a request, as a sentence. */
  readonly onTrouble: (sentence: string) => void
}

/** Serves MCP over this process's standard input and output. Resolves when the input ends, or at the signal. */
export async function serveMcpOverStdio(options: StdioOptions): Promise<void> {
  const { call, connect, origin, prepare, sandbox, stop, onTrouble } = options
  const state = new ServerState()
  const context = {
    call,
    connect,
    state,
    sandbox,
    prepare,
    get origin() {
      return origin()
    },
  }
  const handle = serveStdio(() => createMcpServer(context), { onerror: ({ message }) => onTrouble(message) })
  await new Promise<void>((resolve) => {
    // A file or a pipe ends before what was read from it is answered.
    process.stdin.once('end', () => void finish(state).then(resolve))
    process.stdin.once('error', () => resolve())
    stop.addEventListener('abort', () => resolve(), { once: true })
  })
  await handle.close()
  process.stdin.destroy() // an open input keeps the process alive
}

/** Lets the calls end that were read already, and their answers leave. */
async function finish(state: ServerState): Promise<void> {
  await nextTurn() // what was read last has become a call
  await Promise.race([state.whenIdle(), setTimeout(graceMs, undefined, { ref: false })])
  await nextTurn()
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))
