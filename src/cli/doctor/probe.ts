import type { IncomingMessage } from 'node:http'
import type { Health } from '../../client/types.js'
import { fromWire } from '../../client/wire-case.js'
import { isLocalHttps } from '../flags/local-https.js'
import { explainNoAnswer } from './explain-no-answer.js'

/** The result of probing an address. */
export type Probe =
  | { readonly found: 'emulator'; readonly health: Health }
  /** Another server, or an emulator that is not healthy. */
  | { readonly found: 'other-server'; readonly says: string }
  | { readonly found: 'nothing'; readonly reason: string }

/**
 * Asks an address for its health. It works without fetch, whose loading would take a container's
 * HEALTHCHECK longer than everything else. Never throws.
 *
 * @param timeoutMs how long the answer may take
 */
export async function probe(origin: string, timeoutMs = 2000): Promise<Probe> {
  const { get } = origin.startsWith('https:') ? await import('node:https') : await import('node:http')
  const options = { timeout: timeoutMs, agent: false, rejectUnauthorized: !isLocalHttps(new URL(origin)) }
  return new Promise((resolve) => {
    let isConnected = false
    const fail = (error: NodeJS.ErrnoException) =>
      resolve(
        isConnected
          ? { found: 'other-server', says: `it accepts connections, but: ${explainNoAnswer(error)}` }
          : { found: 'nothing', reason: explainNoAnswer(error) },
      )
    const request = get(`${origin}/health`, options, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('error', fail)
      response.on('data', (chunk: string) => {
        // A health report is short; a longer body is another server's.
        body = (body + chunk).slice(0, 10_000)
      })
      response.on('end', () => resolve(recognize(response, body)))
    })
    request.on('socket', (socket) => socket.once('connect', () => (isConnected = true)))
    request.on('timeout', () => request.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)))
    request.on('error', fail)
  })
}

function recognize({ statusCode, headers }: IncomingMessage, body: string): Probe {
  try {
    const health = fromWire('Health', JSON.parse(body)) as Health | null
    if (statusCode === 200 && health?.status === 'ok' && typeof health.sandboxes === 'number')
      return { found: 'emulator', health }
  } catch {
    // not JSON, so not an emulator
  }
  const name = headers.server ?? headers['x-powered-by']
  return {
    found: 'other-server',
    says: `it answered GET /health with ${statusCode}${name ? ` and identifies as ${name}` : ''}`,
  }
}
