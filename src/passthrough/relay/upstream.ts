import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { InputError } from '../../wire/input-error.js'
import { vendorUrl } from '../../wire/vendor-url.js'
import type { OutgoingRequest } from './outgoing.js'

export interface SendParts {
  /** Only sent if the request has a framing for it. */
  readonly body: NodeJS.ReadableStream | Buffer
  readonly signal: AbortSignal
}

/** Connections that stay open longer are often closed by the server just when they are used. */
const idleMs = 4000

/** The only class that sends requests: always to the same server, without following redirects. */
export class Upstream {
  readonly #agent: HttpAgent
  readonly #base: string

  /** @param url the base URL, ending in `/v2` */
  constructor(readonly url: URL) {
    const Agent = url.protocol === 'https:' ? HttpsAgent : HttpAgent
    this.#agent = new Agent({ keepAlive: true, timeout: idleMs })
    this.#base = url.pathname.replace(/\/+$/, '')
  }

  /** The full URL of a target. */
  urlOf(target: string): string {
    return `${this.url.origin}${this.#base}${target}`
  }

  /**
   * Sends a request and waits for the head of its answer, as long as the client waits. A request without a body is sent
   * again if its connection had just been closed; no other request is.
   *
   * @throws the system's error if no answer arrives
   */
  async send(outgoing: OutgoingRequest, { body, signal }: SendParts): Promise<IncomingMessage> {
    const canRepeat = outgoing.framing === 'none' && (outgoing.method === 'GET' || outgoing.method === 'HEAD')
    try {
      return await this.#send(outgoing, body, signal, this.#agent)
    } catch (error) {
      if (!canRepeat || !(error instanceof StaleConnectionError)) throw error
      return this.#send(outgoing, body, signal, false)
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  #send(
    { method, target, headers, framing }: OutgoingRequest,
    body: SendParts['body'],
    signal: AbortSignal,
    agent: HttpAgent | false,
  ): Promise<IncomingMessage> {
    const request = this.url.protocol === 'https:' ? httpsRequest : httpRequest
    const { hostname, port } = this.url
    return new Promise((resolve, reject) => {
      const sent = request({
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port,
        method,
        path: `${this.#base}${target}`,
        headers: [...headers],
        agent,
        signal,
        maxHeaderSize: 64 * 1024,
      })
      sent.on('socket', (socket) => socket.setTimeout(0)) // the agent's timeout is for idle connections only
      sent.on('response', resolve)
      // After an answer this only means that the upstream did not read the rest of the request.
      sent.on('error', (error: NodeJS.ErrnoException) => {
        reject(sent.reusedSocket && error.code === 'ECONNRESET' ? new StaleConnectionError(error.message) : error)
      })
      if (framing === 'none') sent.end()
      else if (Buffer.isBuffer(body)) sent.end(body)
      else body.pipe(sent)
    })
  }
}

/** A reused connection had just been closed by the server. */
class StaleConnectionError extends Error {
  override readonly name = 'StaleConnectionError'
  readonly code = 'ECONNRESET'
}

/** Reads the base URL. @throws {InputError} for an invalid URL, and for plain HTTP to another machine, which would expose keys and codes */
export function readUpstream(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== '' ||
    url.password !== ''
  )
    throw new InputError(`upstream must be a URL like ${vendorUrl}, not ${JSON.stringify(text)}.`)
  const isLoopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)
  if (url.protocol === 'http:' && !isLoopback)
    throw new InputError(
      `upstream must be an https:// URL, because keys and codes are sent to it, not ${JSON.stringify(text)}. Plain http is only allowed for this machine.`,
    )
  return url
}
