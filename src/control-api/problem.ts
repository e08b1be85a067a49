import { VerifyEmulatorError } from '../wire/error-base.js'

/** A refused request to the control API; answered with problem details (RFC 9457). */
export class ProblemError extends VerifyEmulatorError {
  override readonly name = 'ProblemError'
  override readonly code = 'control_request_refused'

  constructor(
    readonly status: 400 | 401 | 403 | 404 | 405 | 408 | 410 | 413 | 415 | 422 | 500 | 503,
    readonly title: string,
    readonly detail: string,
    /** Members in addition to the standard ones. */
    readonly beside: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail)
  }
}

/** @throws {ProblemError} 400, always */
export function throwBadRequest(detail: string): never {
  throw new ProblemError(400, 'Bad Request', detail)
}

/** The answer to a caller that has disconnected, which no one reads. Thousands may do so at once, so it is created once. */
const gone = new ProblemError(408, 'Gone', 'The client has disconnected.')

/** @throws {ProblemError} 408, always */
export function throwGone(): never {
  throw gone
}

/** @throws {ProblemError} 404, always */
export function throwNothingFound(detail: string): never {
  throw new ProblemError(404, 'Not found', detail)
}
