import type { ServerSentEvent } from '../control/operation.js'

/** Clients give up a stream on which nothing comes for some minutes. Milliseconds. */
const heartbeatMs = 30_000

/** Sends what happens as it happens, until either side ends it. */
export function toEventStream(events: AsyncIterable<ServerSentEvent>, requestId: string): Response {
  const encoder = new TextEncoder()
  const iterator = events[Symbol.asyncIterator]()
  let heartbeat: ReturnType<typeof setInterval> | undefined
  const stream = new ReadableStream({
    start(controller) {
      // Something must go out at once, or a client does not know that it is being listened for.
      controller.enqueue(encoder.encode(': connected\n\n'))
      heartbeat = setInterval(() => controller.enqueue(encoder.encode(': still here\n\n')), heartbeatMs)
      heartbeat.unref()
    },
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done) {
        clearInterval(heartbeat)
        controller.close()
      } else {
        controller.enqueue(encoder.encode(`event: ${value.event}\nid: ${value.id}\ndata: ${value.data}\n\n`))
      }
    },
    async cancel() {
      clearInterval(heartbeat)
      await iterator.return?.()
    },
  })
  const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-request-id': requestId }
  return new Response(stream, { headers })
}
