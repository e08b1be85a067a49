import type { FetchHandler } from './options.js'
import {
  deadlineOf,
  lengthOf,
  mostText,
  pauseMs,
  type ReceiverPost,
  type ReceiverPostResult,
  type SendOptions,
  type SendPost,
} from './post.js'
import type { Timers } from './timers.js'

/** Calls a handler in this process. An error that it throws counts as a 500, as in any server. */
export function sendToHandler(handler: FetchHandler, url: URL, { timeoutMs, timers }: SendOptions): SendPost {
  return async (post) => {
    let cancel = () => {}
    const expiry = new Promise<ReceiverPostResult>((resolve) => {
      cancel = timers.deadline(deadlineOf(post, timeoutMs), () => resolve({ outcome: 'timed-out' }))
    })
    const answer = await Promise.race([answerOf(handler, toRequest(post, url, timers)), expiry])
    cancel()
    return answer
  }
}

async function answerOf(handler: FetchHandler, request: Request): Promise<ReceiverPostResult> {
  try {
    const response: unknown = await handler(request)
    if (!(response instanceof Response)) return { outcome: 'answered', status: 500, remark: 'it returned no Response' }
    const text = (await response.text()).slice(0, mostText)
    const location = response.headers.get('location')
    return { outcome: 'answered', status: response.status, text, ...(location !== null && { location }) }
  } catch (error) {
    return {
      outcome: 'answered',
      status: 500,
      remark: `it threw ${error instanceof Error ? error.message : String(error)}`,
    }
  }
}

function toRequest(post: ReceiverPost, url: URL, { pause }: Timers): Request {
  const { headers, pieces } = post
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
    headers: { ...headers, 'content-length': String(lengthOf(post)) },
    body,
    duplex: 'half',
  }
  return new Request(url, init)
}
