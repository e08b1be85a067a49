import type { ClientRequest } from 'node:http'
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
import { explainUnreachable } from './unreachable.js'

/** Posts to a URL and nowhere else, with a new connection for each delivery. Redirects are not followed. */
export function sendOverSocket(url: URL, { timeoutMs, timers }: SendOptions): SendPost {
  const isTls = url.protocol === 'https:'
  const connected = isTls ? 'secureConnect' : 'connect'
  return async (post) => {
    const { request } = isTls ? await import('node:https') : await import('node:http')
    return new Promise((resolve) => {
      const headers = { ...post.headers, 'content-length': lengthOf(post) }
      const outgoing = request(url, { method: 'POST', agent: false, headers })
      let isConnected = false
      const settle = (answer: ReceiverPostResult) => {
        cancel()
        outgoing.destroy()
        resolve(answer)
      }
      const cancel = timers.deadline(deadlineOf(post, timeoutMs), () =>
        settle(
          isConnected
            ? { outcome: 'timed-out' }
            : { outcome: 'unreachable', reason: explainUnreachable(url, 'ETIMEDOUT') },
        ),
      )
      outgoing.once('socket', (socket) => socket.once(connected, () => (isConnected = true)))
      outgoing.on('error', ({ code = 'an error without a code' }: NodeJS.ErrnoException) =>
        settle(toLost(url, code, isConnected)),
      )
      outgoing.once('response', (response) => {
        const { statusCode: status = 0, headers } = response
        response.once('error', () => settle({ outcome: 'dropped', reason: `its ${status} answer broke off` }))
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          if (text.length < mostText) text = (text + chunk).slice(0, mostText)
        })
        response.once('end', () =>
          settle({ outcome: 'answered', status, text, ...(headers.location && { location: headers.location }) }),
        )
      })
      void writePieces(outgoing, post, timers)
    })
  }
}

async function writePieces(outgoing: ClientRequest, { pieces }: ReceiverPost, { pause }: Timers): Promise<void> {
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) await pause(pauseMs)
    if (outgoing.destroyed) return
    outgoing.write(piece)
  }
  outgoing.end()
}

function toLost(url: URL, code: string, isConnected: boolean): ReceiverPostResult {
  // HPE_: the answer is not HTTP, so this is the wrong server.
  if (isConnected && !code.startsWith('HPE_')) return { outcome: 'dropped', reason: code }
  return { outcome: 'unreachable', reason: explainUnreachable(url, code) }
}
