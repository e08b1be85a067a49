import { type Answer, type AnswerStream, type ConnectionFault, isStream, toWholeAnswer } from '../../http/answer.js'

/** Converts an answer to a Response. */
export function toResponse({ status, headers, body }: Answer): Response {
  return new Response(toBodyInit(body), { status, headers })
}

function toBodyInit(body: Answer['body']): BodyInit | null {
  return isStream(body) ? toReadable(body) : (body as Uint8Array<ArrayBuffer> | string | null)
}

/** Converts a body to a stream of the web. */
export function toReadable({ read, cancel }: AnswerStream): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const piece = await read()
      if (piece === undefined) controller.close()
      else controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece)
    },
    cancel,
  })
}

/** Converts a Response to an answer. Its body is read if it is not a stream of events. */
export async function toAnswer(response: Response): Promise<Answer> {
  const { status, body } = response
  const headers = Object.fromEntries(response.headers)
  if (body === null) return { status, headers, body: null }
  if (headers['content-type']?.startsWith('text/event-stream') !== true)
    return { status, headers, body: new Uint8Array(await response.arrayBuffer()) }
  const reader = body.getReader()
  return {
    status,
    headers,
    body: {
      read: async () => (await reader.read()).value,
      cancel: () => void reader.cancel().catch(() => {}),
    },
  }
}

/**
 * Breaks an answer for a `fetch` without a network, in the way undici reports a broken connection.
 *
 * @throws {TypeError} `fetch failed` if nothing arrives
 */
export async function toBrokenResponse(answer: Answer, { at, by }: ConnectionFault): Promise<Response> {
  const cause = Object.assign(new Error(by === 'reset' ? 'read ECONNRESET' : 'other side closed'), {
    code: by === 'reset' ? 'ECONNRESET' : 'UND_ERR_SOCKET',
  })
  if (at === 'before') throw new TypeError('fetch failed', { cause })
  const { status, headers, body } = await toWholeAnswer(answer)
  // The answer is complete, and without a network no connection is left to break.
  if (at === 'after' || body === null) return toResponse({ status, headers, body })
  const bytes = Buffer.from(body)
  const half = new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array(bytes.subarray(0, bytes.length >> 1)))
    },
    pull(controller) {
      controller.error(new TypeError('terminated', { cause }))
    },
  })
  return new Response(half, { status, headers })
}
