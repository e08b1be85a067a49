import { type ClientRequest, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { type Answer, type Delivery, lengthOf, patienceFor, pauseMs, type Send, type SendOptions } from './delivery.js'
import type { Timers } from './timers.js'
import { explainUnreachable } from './unreachable.js'

/** Posts to a URL and nowhere else: a connection for each delivery, no redirect followed. */
export function sendOverSocket(url: URL, { timeoutMs, timers }: SendOptions): Send {
  const [request, connected] =
    url.protocol === 'https:' ? ([requestHttps, 'secureConnect'] as const) : ([requestHttp, 'connect'] as const)
  return (delivery) =>
    new Promise((resolve) => {
      const headers = { ...delivery.headers, 'content-length': lengthOf(delivery) }
      const outgoing = request(url, { method: 'POST', agent: false, headers })
      let isConnected = false
      const settle = (answer: Answer) => {
        callOff()
        outgoing.destroy()
        resolve(answer)
      }
      const callOff = timers.deadline(patienceFor(delivery, timeoutMs), () =>
        settle(
          isConnected
            ? { outcome: 'timed-out' }
            : { outcome: 'unreachable', reason: explainUnreachable(url, 'ETIMEDOUT') },
        ),
      )
      outgoing.once('socket', (socket) => socket.once(connected, () => (isConnected = true)))
      outgoing.on('error', ({ code = 'an error without a code' }: NodeJS.ErrnoException) =>
        settle(lost(url, code, isConnected)),
      )
      outgoing.once('response', (response) => {
        const { statusCode: status = 0, headers } = response
        response.once('error', () => settle({ outcome: 'dropped', reason: `its answer ${status} broke off` }))
        response.once('end', () =>
          settle({ outcome: 'answered', status, ...(headers.location && { location: headers.location }) }),
        )
        response.resume()
      })
      void writePieces(outgoing, delivery, timers)
    })
}

async function writePieces(outgoing: ClientRequest, { pieces }: Delivery, { pause }: Timers): Promise<void> {
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) await pause(pauseMs)
    if (outgoing.destroyed) return
    outgoing.write(piece)
  }
  outgoing.end()
}

function lost(url: URL, code: string, isConnected: boolean): Answer {
  // HPE_: what came back is no HTTP, so this is not the server that was meant.
  if (isConnected && !code.startsWith('HPE_')) return { outcome: 'dropped', reason: code }
  return { outcome: 'unreachable', reason: explainUnreachable(url, code) }
}
