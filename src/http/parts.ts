import type { ControlContext } from '../control-api/control-context.js'
import type { RequestDurations } from '../core/request-durations.js'
import type { Sandbox } from '../core/sandbox.js'
import type { Dialect } from '../core/settings.js'
import type { AnswerFacts } from '../core/totals.js'
import type { Answer } from './answer.js'
import type { AnswerDelays } from './answer-delays.js'
import type { Call } from './call.js'
import type { ControlAccess } from './control-access.js'
import type { DropParts } from './dropped.js'

/** A request to the pages, for the function that serves them. */
export interface WebRequest {
  readonly method: string
  readonly path: string
  readonly header: (name: string) => string | undefined
  readonly readJson: () => Promise<unknown>
}

/** A request that was answered with an error. */
export interface RefusedAnswer {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly errorCode: string | null
  readonly hint: string
  /** Name of the sandbox. */
  readonly sandbox: string
}

/** Answers a request to the pages; undefined if nothing is at its path. */
export type ServeWeb = (request: WebRequest) => Promise<Answer | undefined>

/** Answers a request to the MCP server, whose caller was let in. */
export type ServeMcp = (call: Call) => Promise<Answer>

/** The parts of the app, provided by the composition root. */
export interface AppParts extends DropParts {
  readonly control: ControlContext
  readonly dialect: Dialect
  readonly access: ControlAccess
  readonly createRequestId: () => string
  /**
   * Called before each request that uses a sandbox.
   *
   * @returns a promise that the request waits for; undefined if the sandbox is ready
   */
  readonly whenReady: (sandbox: Sandbox, isRead: boolean) => Promise<void> | undefined
  /**
   * Called before each command.
   *
   * @throws {Refusal} 500 while changes cannot be stored
   */
  readonly prepare: (sandbox: Sandbox, isRead: boolean) => void
  /**
   * Called after each command. If it returns a promise, the response waits for it.
   *
   * @param mayMoveClock whether more than records may have changed: the clock, the random sequence or the whole sandbox
   */
  readonly commit: (sandbox: Sandbox, mayMoveClock?: boolean) => Promise<void> | undefined
  /** Called with the key of every request. */
  readonly onKey: (key: string) => void
  /** Called with the origin of every page that asks whether it may call the emulated API, which is refused. */
  readonly onRefusedPage: (origin: string) => void
  readonly durations: RequestDurations
  /** Holds answers back for the latency of the settings; absent without one. */
  readonly answerDelays?: AnswerDelays | undefined
  /** Called with the facts about every response of the emulated API. */
  readonly onAnswer: (answer: AnswerFacts, sandbox: string) => void
  /** Called with every response of the emulated API that is an error; absent if no one listens. */
  readonly onRefused?: ((refused: RefusedAnswer) => void) | undefined
  /** Throws if a response violates our own document; absent if responses are not checked. */
  readonly checkAnswer?: ((operationId: string, status: number, body: unknown) => void) | undefined
  /** Answers for the pages; absent if they are not served. */
  readonly serveWeb?: ServeWeb | undefined
  /** Answers for the MCP server; absent if it is not served. */
  readonly serveMcp?: ServeMcp | undefined
  /** Called with every bug of the emulator. */
  readonly onBug: (error: unknown) => void
}
