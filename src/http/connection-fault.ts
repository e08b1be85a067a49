/** How the connection breaks under an answer: before, in the middle of or after its body, by a reset or an early end. */
export interface ConnectionFault {
  readonly at: 'before' | 'during' | 'after'
  readonly by: 'reset' | 'end'
}

/** Kept beside the answers, because no Response can say that it does not arrive. */
const connectionFaults = new WeakMap<Response, ConnectionFault>()

export function breakAnswer(response: Response, connectionFault: ConnectionFault): Response {
  connectionFaults.set(response, connectionFault)
  return response
}

export function connectionFaultOf(response: Response): ConnectionFault | undefined {
  return connectionFaults.get(response)
}

/**
 * What a `fetch` without a network makes of a broken answer: as undici does of a broken connection.
 *
 * @throws {TypeError} `fetch failed` when nothing of it arrives
 */
export async function breakInProcess(response: Response, { at, by }: ConnectionFault): Promise<Response> {
  const cause = Object.assign(new Error(by === 'reset' ? 'read ECONNRESET' : 'other side closed'), {
    code: by === 'reset' ? 'ECONNRESET' : 'UND_ERR_SOCKET',
  })
  if (at === 'before') throw new TypeError('fetch failed', { cause })
  if (at === 'after') return response // all of it is there; a connection that breaks then is nobody's
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
