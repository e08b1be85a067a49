import type { Call } from '../../client/call.js'
import type { SandboxClient } from '../../client/connect.js'
import { expectedAddress } from '../../client/explain-refusal.js'
import type { ApiDocument } from '../../documents/api-documents.js'
import type { ControlOperationId } from '../../spec/control-operations.js'
import type { JsonSchema } from '../schema/json-schema.js'
import type { ServerState } from '../server-state.js'

/** The arguments of a call, by name. */
export type Arguments = Readonly<Record<string, unknown>>

/** What a tool gets to work with. */
export interface ToolRequest {
  readonly arguments: Arguments
  /** Calls the control API with the rights of the caller, until the caller is gone. */
  readonly call: Call
  /** The typed client of a sandbox, with the same rights. */
  readonly connect: (sandbox: string) => Promise<SandboxClient>
  readonly state: ServerState
  /** Scheme, host and port of the emulator; undefined while they are not known. */
  readonly origin: string | undefined
  /** Ends when the caller cancels, or is gone. */
  readonly signal: AbortSignal
  /** The name of the sandbox that the call is about; undefined for the one of the caller's key. */
  readonly sandbox: string | undefined
  /** Tells the caller how far a long call is, if it wants to know. */
  readonly report: (done: number) => Promise<void>
}

/** The result of a tool, before it is shortened and marked. */
export interface ToolAnswer {
  /** A line or two for the agent. It contains nothing that others wrote. */
  readonly summary: string
  /** By the schema of the tool's output. */
  readonly content: Readonly<Record<string, unknown>>
}

/**
 * A tool: an operation of the control document, or several. Its arguments are the parameters of the operation and the members
 * of its body; what the document says about them is not repeated here.
 */
export interface Tool {
  readonly name: string
  readonly title: string
  /** For the agent: when to use it, and the traps. */
  readonly description: string
  /** The operation whose arguments and answer are those of the tool. */
  readonly operation?: ControlOperationId
  /** Arguments of the operation that the tool does not offer. */
  readonly omits?: readonly string[]
  /** Values of arguments that the agent leaves out, where they differ from those of the control API. */
  readonly defaults?: Arguments
  /** Arguments of the tool alone, by name. */
  readonly own?: Readonly<Record<string, JsonSchema>>
  /** Arguments that the operation requires, and the tool can do without. */
  readonly optional?: readonly string[]
  /** The schema of its output. @default that of the operation's answer */
  readonly output?: (document: ApiDocument['document']) => JsonSchema
  /** Whether only an MCP App calls it, so that an agent need not know it. */
  readonly isForApp?: boolean
  readonly hints: ToolHints
  /** Sent as `_meta` in the list of tools, for example to name a resource that shows the result. */
  readonly meta?: Readonly<Record<string, unknown>>
  /** Does the work. @default one call of the operation, and its answer */
  readonly run?: (request: ToolRequest, ask: AskOperation) => Promise<ToolAnswer>
  /** The summary of the operation's answer, for a tool without `run`. */
  readonly summarize?: (answer: never, request: ToolRequest) => string
}

/** Calls the operation of the tool with the given values of its arguments. */
export type AskOperation = (values: Arguments) => Promise<unknown>

/** What a client may tell its user about a tool before it is used. */
interface ToolHints {
  readonly readOnlyHint: boolean
  readonly destructiveHint?: boolean
  readonly openWorldHint: boolean
}

export const readsOnly: ToolHints = { readOnlyHint: true, openWorldHint: false }
export const changes: ToolHints = { readOnlyHint: false, destructiveHint: false, openWorldHint: false }
export const overwrites: ToolHints = { readOnlyHint: false, destructiveHint: true, openWorldHint: false }
/** Sends requests to the application under test. */
export const visits: ToolHints = { readOnlyHint: false, destructiveHint: false, openWorldHint: true }

/** The schema of a component of the control document. */
export const component = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })

/** Where the application must send its requests, for a tool that finds nothing. */
export const adviseAddress = ({ origin, sandbox }: ToolRequest) => expectedAddress(origin, sandbox)
