import type { Answer, AnswerCall } from '../../http/answer.js'
import type { Fetch } from '../../http/fetch.js'
import { toNativeRequest } from '../../http/native-request.js'
import { ClosedError } from '../../wire/closed-error.js'
import { FetchCall } from './fetch-call.js'
import { toPlainCall } from './plain-call.js'
import { toBrokenResponse, toResponse } from './to-response.js'

export interface InProcessParts {
  readonly answer: AnswerCall
  /** Answers a request instead of the app, if it returns a promise. */
  readonly divert?: ((request: Request) => Promise<Response> | undefined) | undefined
  /** Origin of a path alone, such as `/`. */
  readonly origin: () => string
  /** Whether the emulator is closed and refuses requests. */
  readonly isClosed: () => boolean
}

/**
 * The app as a `fetch` without a network. Like the real one, it rejects if a fault breaks the connection, and rejects an
 * aborted request with its reason. A closed emulator rejects every request with a ClosedError.
 */
export function createFetch({ answer, divert, origin, isClosed }: InProcessParts): Fetch {
  return async (input, init) => {
    if (isClosed()) throw new ClosedError()
    const target = typeof input === 'string' && input.startsWith('/') ? origin() + input : input
    const plain = divert === undefined ? toPlainCall(target, init) : undefined
    if (plain !== undefined) return toFetched(await answer(plain), init?.signal)
    const made = target instanceof Request && init === undefined ? target : toNativeRequest(target, init)
    const request = made instanceof Promise ? await made : made
    const diverted = divert?.(request)
    if (diverted === undefined) return toFetched(await answer(new FetchCall(request)), request.signal)
    const response = await diverted
    if (request.signal.aborted) throw request.signal.reason
    return response
  }
}

/** The result of a `fetch`. @throws the reason of an aborted request, and an error for a broken connection */
function toFetched(given: Answer, signal: AbortSignal | null | undefined): Response | Promise<Response> {
  if (signal?.aborted === true) throw signal.reason
  const { connectionFault } = given
  return connectionFault === undefined ? toResponse(given) : toBrokenResponse(given, connectionFault)
}
