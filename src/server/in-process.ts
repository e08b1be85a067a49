import { breakInProcess, connectionFaultOf } from '../http/connection-fault.js'
import type { Fetch } from '../http/fetch.js'
import { toNativeRequest } from '../http/native-request.js'
import { ClosedError } from '../wire/closed-error.js'

/**
 * The app as a `fetch` without a network. Like the real one, it rejects if a fault breaks the connection, and rejects an
 * aborted request with its reason. A closed emulator rejects every request with a ClosedError.
 *
 * @param origin origin of a path alone, such as `/`
 * @param isClosed whether the emulator is closed and refuses requests
 */
export function createFetch(
  answer: (request: Request) => Response | Promise<Response>,
  origin: () => string,
  isClosed: () => boolean,
): Fetch {
  return async (input, init) => {
    if (isClosed()) throw new ClosedError()
    const target = typeof input === 'string' && input.startsWith('/') ? origin() + input : input
    const request = target instanceof Request && init === undefined ? target : await toNativeRequest(target, init)
    const response = await answer(request)
    if (request.signal.aborted) throw request.signal.reason
    const connectionFault = connectionFaultOf(response)
    return connectionFault === undefined ? response : breakInProcess(response, connectionFault)
  }
}
