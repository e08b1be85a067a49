import type { IncomingMessage } from 'node:http'
import type { Health } from '../../client/types.js'
import { fromWire } from '../../client/wire-case.js'

/** Who answers at an address. */
export type Probe =
  | { readonly found: 'emulator'; readonly health: Health }
  /** Somebody, but no emulator, or one that is not well. */
  | { readonly found: 'stranger'; readonly says: string }
  | { readonly found: 'nobody'; readonly reason: string }

/**
 * Asks an address for its health, in 2 s at most. It does without fetch, whose loading would cost a container's
 * HEALTHCHECK more than all the rest. Nothing is thrown.
 */
export async function probe(origin: string): Promise<Probe> {
  const { get } = origin.startsWith('https:') ? await import('node:https') : await import('node:http')
  return new Promise((resolve) => {
    let isConnected = false
    const fail = ({ message, code }: NodeJS.ErrnoException) =>
      resolve(
        isConnected
          ? { found: 'stranger', says: `it takes the connection, but: ${message}` }
          : { found: 'nobody', reason: message || code || 'no connection' },
      )
    const request = get(`${origin}/health`, { timeout: 2000, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('error', fail)
      response.on('data', (chunk: string) => {
        // Whoever sends more than a health report is somebody else.
        body = (body + chunk).slice(0, 10_000)
      })
      response.on('end', () => resolve(recognise(response, body)))
    })
    request.on('socket', (socket) => socket.once('connect', () => (isConnected = true)))
    request.on('timeout', () => request.destroy(new Error('no answer within 2 s')))
    request.on('error', fail)
  })
}

function recognise({ statusCode, headers }: IncomingMessage, body: string): Probe {
  try {
    const health = fromWire('Health', JSON.parse(body)) as Health | null
    if (statusCode === 200 && health?.status === 'ok' && typeof health.sandboxes === 'number')
      return { found: 'emulator', health }
  } catch {
    // no JSON, no emulator
  }
  const name = headers.server ?? headers['x-powered-by']
  return {
    found: 'stranger',
    says: `it answered GET /health with ${statusCode}${name ? ` and calls itself ${name}` : ''}`,
  }
}
