import { type Answer, type Delivery, lengthOf, patienceFor, pauseMs, type Send, type SendOptions } from './delivery.js'
import type { FetchHandler } from './options.js'
import type { Timers } from './timers.js'

/** Calls a handler in this process. What it throws counts as 500, as any server would make of it. */
export function sendToHandler(handler: FetchHandler, url: URL, { timeoutMs, timers }: SendOptions): Send {
  return async (delivery) => {
    let callOff = () => {}
    const expiry = new Promise<Answer>((resolve) => {
      callOff = timers.deadline(patienceFor(delivery, timeoutMs), () => resolve({ outcome: 'timed-out' }))
    })
    const answer = await Promise.race([answerOf(handler, toRequest(delivery, url, timers)), expiry])
    callOff()
    return answer
  }
}

async function answerOf(handler: FetchHandler, request: Request): Promise<Answer> {
  try {
    const response: unknown = await handler(request)
    if (!(response instanceof Response)) return { outcome: 'answered', status: 500, remark: 'it returned no Response' }
    await response.arrayBuffer()
    const location = response.headers.get('location')
    return { outcome: 'answered', status: response.status, ...(location !== null && { location }) }
  } catch (error) {
    return {
      outcome: 'answered',
      status: 500,
      remark: `it threw ${error instanceof Error ? error.message : String(error)}`,
    }
  }
}

function toRequest(delivery: Delivery, url: URL, { pause }: Timers): Request {
  const { headers, pieces } = delivery
  let sent = 0
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (sent > 0) await pause(pauseMs)
      const piece = pieces[sent++]
      if (piece) controller.enqueue(new Uint8Array(piece))
      if (sent >= pieces.length) controller.close()
    },
  })
  const init: RequestInit & { duplex: 'half' } = {
    method: 'POST',
    headers: { ...headers, 'content-length': String(lengthOf(delivery)) },
    body,
    duplex: 'half',
  }
  return new Request(url, init)
}
