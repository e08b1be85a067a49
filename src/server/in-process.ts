import { breakInProcess, connectionFaultOf } from '../http/connection-fault.js'
import type { Fetch } from '../http/fetch.js'

/**
 * The app as a `fetch` without a network: when a fault breaks the connection it rejects, as a real one does, and an
 * aborted request is rejected with its reason.
 *
 * @param origin of a path alone, such as `/`
 * @param isClosed whether requests are refused from now on
 */
export function createFetch(
  answer: (request: Request) => Response | Promise<Response>,
  origin: () => string,
  isClosed: () => boolean,
): Fetch {
  return async (input, init) => {
    if (isClosed()) throw new Error('This emulator is closed.')
    const target = typeof input === 'string' && input.startsWith('/') ? origin() + input : input
    const request = target instanceof Request && init === undefined ? target : new Request(target, init)
    const response = await answer(request)
    if (request.signal.aborted) throw request.signal.reason
    const connectionFault = connectionFaultOf(response)
    return connectionFault === undefined ? response : breakInProcess(response, connectionFault)
  }
}
