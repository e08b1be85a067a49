import { clearInterval, setImmediate, setInterval } from 'node:timers'
import { toEventText } from '../control-api/event-text.js'
import type { ServerSentEvent } from '../control-api/operation.js'
import { isPause } from '../wire/steps.js'

/** The interval of heartbeats: clients close a stream that stays silent for some minutes. Milliseconds. */
const heartbeatMs = 30_000

/** The number of events that are sent before other requests run. */
const inTurn = 8

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
  let count = 0
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
      // Many events may be ready, each of which takes time to convert: other requests run in between.
      if (isPause(count++, inTurn)) await new Promise<void>((resolve) => setImmediate(resolve))
      const { done, value } = await iterator.next()
      if (done) {
        clearInterval(heartbeat)
        controller.close()
      } else {
        controller.enqueue(encoder.encode(toEventText(value)))
      }
    },
    cancel: leave,
  })
  return new Response(stream, { headers })
}
