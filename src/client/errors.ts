import { VerifyEmulatorError } from '../wire/error-base.js'
import type { NearMiss, ProblemDetails } from './types.js'

/** Stable codes of refusals, by HTTP status. */
const codes: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  410: 'sandbox_dropped',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  422: 'unprocessable',
  503: 'shutting_down',
}

/**
 * The emulator refused a request to its control API. The message gives the reason and the next step.
 *
 * @example
 * ```ts
 * await emulator.scenarios.remove('scenario_9').catch((error) => {
 *   if (!(error instanceof ControlError) || error.status !== 404) throw error
 * })
 * ```
 */
export class ControlError extends VerifyEmulatorError {
  override readonly name: string = 'ControlError'
  /** `bad_request`, `unauthorized`, `forbidden`, `not_found`, `unprocessable`, `shutting_down` and so on. */
  override readonly code: string

  constructor(
    message: string,
    /** HTTP status of the answer. */
    readonly status: number,
    /** The answer's body (RFC 9457). */
    readonly problem: Partial<ProblemDetails> = {},
    code: string = codes[status] ?? 'control_error',
  ) {
    super(message)
    this.code = code
  }
}

/**
 * Nothing arrived in time: no message for `inbox.next`, no webhook for `webhooks.next`. The message lists what did.
 *
 * @example
 * ```ts
 * const code = await handset.code(phone).catch((error) => {
 *   if (error instanceof WaitTimeoutError) return undefined
 *   throw error
 * })
 * ```
 */
export class WaitTimeoutError extends ControlError {
  override readonly name = 'WaitTimeoutError'
  /** Pass it as `since` to continue waiting. */
  readonly cursor: string | undefined

  constructor(message: string, problem: Partial<ProblemDetails>) {
    super(message, 408, problem, 'wait_timeout')
    this.cursor = problem.cursor
  }
}

/**
 * The journal has too few or too many matching requests. The message shows the nearest requests and how they differ.
 *
 * @example
 * ```ts
 * await emulator.journal.assert({ operation: 'CreateVerificationSms', times: 1 }).catch((error) => {
 *   if (error instanceof JournalAssertionError) console.error(error.misses)
 *   throw error
 * })
 * ```
 */
export class JournalAssertionError extends ControlError {
  override readonly name = 'JournalAssertionError'
  /** The nearest requests, each with its differences. */
  readonly misses: readonly NearMiss[]

  constructor(message: string, problem: Partial<ProblemDetails>) {
    super(message, 422, problem, 'journal_assertion')
    this.misses = problem.misses ?? []
  }
}

/** Why a connection to an emulator cannot be used. */
export type ConnectionErrorCode = 'connection_failed' | 'certificate_rejected' | 'not_an_emulator' | 'reader_too_slow'

/**
 * No usable connection to an emulator: nothing listens at the address (`connection_failed`), its certificate is
 * not trusted (`certificate_rejected`), something else listens (`not_an_emulator`), or a stream was cut off because it was read too slowly (`reader_too_slow`).
 *
 * @example
 * ```ts
 * const isUp = await connect({ url }).server.health().then(
 *   () => true,
 *   (error) => {
 *     if (error instanceof ConnectionError) return false
 *     throw error
 *   },
 * )
 * ```
 */
export class ConnectionError extends VerifyEmulatorError {
  override readonly name = 'ConnectionError'

  constructor(
    message: string,
    override readonly code: ConnectionErrorCode,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options)
  }
}

/** Converts a refusal to the error of its kind. */
export function toControlError(message: string, status: number, problem: Partial<ProblemDetails>): ControlError {
  if (status === 408) return new WaitTimeoutError(message, problem)
  if (problem.misses !== undefined) return new JournalAssertionError(message, problem)
  if (problem.title === 'Too many sandboxes') return new ControlError(message, status, problem, 'too_many_sandboxes')
  return new ControlError(message, status, problem)
}
