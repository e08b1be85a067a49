import { Hono } from 'hono/tiny'
import type { Installation } from '../control-api/operation.js'
import type { AnswerFacts } from '../core/coverage.js'
import type { Sandbox } from '../core/sandbox.js'
import type { Sandboxes } from '../core/sandboxes.js'
import type { Dialect } from '../core/world.js'
import { controlOperations, verifyOperations } from '../spec/operations.js'
import type { Guard } from './control-access.js'
import { handleControlRequest } from './control-request.js'
import { answerUnknown } from './not-found.js'
import { OperationRouter } from './router.js'
import { handleVerifyRequest } from './verify-request.js'
import { handleWebRequest, type ServeWeb, webPaths } from './web-request.js'

/** What the app is made of; handed in by the composition root. */
export interface AppParts {
  readonly sandboxes: Sandboxes
  readonly installation: Installation
  readonly dialect: Dialect
  readonly guard: Guard
  readonly createRequestId: () => string
  /**
   * Called after each command; where it returns a promise the answer waits for it.
   *
   * @param mayChangeAnything the clock or the whole sandbox may have changed, not just records
   */
  readonly commit: (sandbox: Sandbox, mayChangeAnything?: boolean) => Promise<void> | undefined
  /** Hears of every key that comes along. */
  readonly onKey: (key: string) => void
  /** Hears what every request of the emulated API came to. */
  readonly onAnswer: (answer: AnswerFacts) => void
  /** Throws when an answer breaks our own document; absent: answers are not checked. */
  readonly checkAnswer?: ((operationId: string, status: number, body: unknown) => void) | undefined
  /** Answers for the pages; absent: there are none. */
  readonly serveWeb?: ServeWeb | undefined
  /** Hears of every fault of our own. */
  readonly onFault: (error: unknown) => void
}

const toRoute = (path: string) => path.replaceAll(/\{([^}]+)\}/g, ':$1')

/** The two APIs as one function of a request. */
export function createApp(parts: AppParts): Hono {
  const app = new Hono()
  app.router = new OperationRouter() // the constructor would overrule the option
  for (const operation of verifyOperations)
    app.on(operation.method, `/v2${toRoute(operation.path)}`, handleVerifyRequest(operation, parts))
  for (const operation of controlOperations)
    app.on(operation.method, toRoute(operation.path), handleControlRequest(operation, parts))
  const handleWeb = handleWebRequest(parts)
  for (const [method, path] of webPaths) app.on(method, path, handleWeb)
  app.notFound((c) => answerUnknown(c, parts))
  return app
}
