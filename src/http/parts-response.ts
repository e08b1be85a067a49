import { setImmediate } from 'node:timers'

/** Sends JSON in parts. Each is created when the caller can take it, and other requests run in between. */
export function toPartsResponse(parts: Iterable<string>, requestId: string): Response {
  const encoder = new TextEncoder()
  const iterator = parts[Symbol.iterator]()
  const stream = new ReadableStream({
    async pull(controller) {
      await new Promise<void>((resolve) => setImmediate(resolve))
      const { done, value } = iterator.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    cancel: () => {
      iterator.return?.()
    },
  })
  const headers = { 'content-type': 'application/json; charset=utf-8', 'x-request-id': requestId }
  return new Response(stream, { headers })
}
