/** A request to the control API that is not carried out; answered as problem details (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 405 | 408 | 413 | 415 | 422 | 500 | 503,
    readonly title: string,
    readonly detail: string,
    /** Members beside the standard ones. */
    readonly beside: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail)
  }
}

/** @throws {Problem} 400, always */
export function throwBadRequest(detail: string): never {
  throw new Problem(400, 'Bad Request', detail)
}
