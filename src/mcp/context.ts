import type { Call } from '../client/call.js'
import type { SandboxClient } from '../client/connect.js'
import type { ServerState } from './server-state.js'

/** What an MCP server works with: one emulator, with the rights of one caller. */
export interface McpContext {
  /** Calls the control API with the rights of the caller. */
  readonly call: Call
  /** The typed client of a sandbox, with the same rights. */
  readonly connect: (sandbox: string) => Promise<SandboxClient>
  readonly state: ServerState
  /** Scheme, host and port of the emulator, without a path; undefined while they are not known. */
  readonly origin: string | undefined
  /** The sandbox of calls that name none; undefined for the one of the caller's key. */
  readonly sandbox: string | undefined
  /** Finds the emulator, or starts it, before the first call needs it: the application may run before. */
  readonly prepare?: () => Promise<void>
}
