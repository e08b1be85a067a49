/** How a connection breaks: before, during or after the response body, by a reset or an early end. */
export interface ConnectionFault {
  readonly at: 'before' | 'during' | 'after'
  readonly by: 'reset' | 'end'
}

/** Connection faults by response, because a Response cannot express that it does not arrive. */
const connectionFaults = new WeakMap<Response, ConnectionFault>()

export function breakAnswer(response: Response, connectionFault: ConnectionFault): Response {
  connectionFaults.set(response, connectionFault)
  return response
}

export function connectionFaultOf(response: Response): ConnectionFault | undefined {
  return connectionFaults.get(response)
}

/**
 * Breaks a response for a `fetch` without a network, in the way undici reports a broken connection.
 *
 * @throws {TypeError} `fetch failed` if nothing arrives
 */
export async function breakInProcess(response: Response, { at, by }: ConnectionFault): Promise<Response> {
  const cause = Object.assign(new Error(by === 'reset' ? 'read ECONNRESET' : 'other side closed'), {
    code: by === 'reset' ? 'ECONNRESET' : 'UND_ERR_SOCKET',
  })
  if (at === 'before') throw new TypeError('fetch failed', { cause })
  if (at === 'after') return response // the response is complete; without a network no connection is left to break
  const bytes = new Uint8Array(await response.arrayBuffer())
  const half = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.subarray(0, bytes.length >> 1))
    },
    pull(controller) {
      controller.error(new TypeError('terminated', { cause }))
    },
  })
  return new Response(half, { status: response.status, headers: response.headers })
}
