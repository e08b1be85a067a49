import type { EmulatorContext } from '../control-api/emulator-context.js'
import type { AnswerFacts } from '../core/coverage.js'
import type { Sandbox } from '../core/sandbox.js'
import type { Sandboxes } from '../core/sandboxes.js'
import type { Dialect } from '../core/settings.js'
import type { ControlAccess } from './control-access.js'

/** A request to the pages, for the function that has their files. */
export interface WebRequest {
  readonly method: string
  readonly path: string
  readonly header: (name: string) => string | undefined
  readonly readJson: () => Promise<unknown>
}

/** Answers a request to the pages; undefined: there is nothing at its path. */
export type ServeWeb = (request: WebRequest) => Promise<Response | undefined>

/** What the app is made of; handed in by the composition root. */
export interface AppParts {
  readonly sandboxes: Sandboxes
  readonly emulator: EmulatorContext
  readonly dialect: Dialect
  readonly access: ControlAccess
  readonly createRequestId: () => string
  /**
   * Called after each command; where it returns a promise the answer waits for it.
   *
   * @param mayMoveClock whether more than records may have changed: the clock, the random sequence or the whole sandbox
   */
  readonly commit: (sandbox: Sandbox, mayMoveClock?: boolean) => Promise<void> | undefined
  /** Called with every key that is used. */
  readonly onKey: (key: string) => void
  /** Called with the answer to every request of the emulated API. */
  readonly onAnswer: (answer: AnswerFacts) => void
  /** Throws when an answer breaks our own document; absent: answers are not checked. */
  readonly checkAnswer?: ((operationId: string, status: number, body: unknown) => void) | undefined
  /** Answers for the pages; absent: there are none. */
  readonly serveWeb?: ServeWeb | undefined
  /** Called with every bug of the emulator. */
  readonly onBug: (error: unknown) => void
}
