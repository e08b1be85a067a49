import { clearInterval, setInterval } from 'node:timers'
import type { ServerSentEvent } from '../control-api/operation.js'

/** The interval of heartbeats: clients close a stream that stays silent for some minutes. Milliseconds. */
const heartbeatMs = 30_000

/** Streams events as they occur, until either side ends the stream. */
export function toSseResponse(
  events: AsyncIterable<readonly ServerSentEvent[]>,
  requestId: string,
  { isHead = false } = {},
): Response {
  const headers = {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-request-id': requestId,
  }
  const encoder = new TextEncoder()
  const iterator = events[Symbol.asyncIterator]()
  let heartbeat: ReturnType<typeof setInterval> | undefined
  const leave = async () => {
    clearInterval(heartbeat)
    await iterator.return?.()
  }
  if (isHead) {
    void leave()
    return new Response(null, { headers })
  }
  const stream = new ReadableStream({
    start(controller) {
      // Send something at once, so that the client knows that the stream is open.
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
        controller.enqueue(encoder.encode(value.map(toBlock).join('')))
      }
    },
    cancel: leave,
  })
  return new Response(stream, { headers })
}

const toBlock = ({ event, id, data }: ServerSentEvent) =>
  `event: ${event}\n${id === null ? '' : `id: ${id}\n`}data: ${data}\n\n`
