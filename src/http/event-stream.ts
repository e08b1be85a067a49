import type { ServerSentEvent } from '../control/operation.js'

/** Sends what happens as it happens, until either side ends it. */
export function toEventStream(events: AsyncIterable<ServerSentEvent>, requestId: string): Response {
  const encoder = new TextEncoder()
  const iterator = events[Symbol.asyncIterator]()
  const stream = new ReadableStream({
    start(controller) {
      // Something must go out at once, or a client does not know that it is being listened for.
      controller.enqueue(encoder.encode(': connected\n\n'))
    },
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(`event: ${value.event}\nid: ${value.id}\ndata: ${value.data}\n\n`))
    },
    async cancel() {
      await iterator.return?.()
    },
  })
  const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-request-id': requestId }
  return new Response(stream, { headers })
}
