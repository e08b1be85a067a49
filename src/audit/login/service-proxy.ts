import { Buffer } from 'node:buffer'
import { createServer, type IncomingMessage, request as requestHttp, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The answer of the service on its way to the application. */
export interface ServiceAnswer {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/** Which answers to change: those about a number, when a code is sent or checked. */
export interface BendMatch {
  readonly phoneNumber: string
  readonly operation: 'start' | 'check'
}

interface Bend extends BendMatch {
  readonly change: (answer: ServiceAnswer) => ServiceAnswer
}

/**
 * Stands between the application and the emulator, and changes answers in ways that the service itself never does. All
 * other requests pass unchanged. It listens on loopback.
 */
export class ServiceProxy {
  readonly #bends = new Set<Bend>()
  /** Phone numbers by the ID of their verification: a check by ID does not name the number. */
  readonly #numbers = new Map<string, string>()
  readonly #server: Server

  /** @param target scheme, host and port of the emulator */
  constructor(private readonly target: URL) {
    this.#server = createServer((incoming, outgoing) => void this.#relay(incoming, outgoing))
  }

  /** Starts to listen. @returns scheme, host and port */
  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(0, '127.0.0.1', resolve)
    })
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
  }

  /** Changes matching answers from now on. @returns a function that ends it */
  bend(match: BendMatch, change: Bend['change']): () => void {
    const bend = { ...match, change }
    this.#bends.add(bend)
    return () => void this.#bends.delete(bend)
  }

  async #relay(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.once('error', () => outgoing.destroy())
    incoming.once('end', () => this.#forward(incoming, Buffer.concat(chunks), outgoing))
  }

  #forward(incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse): void {
    const { hostname, port } = this.target
    const { method, url: path, headers } = incoming
    const upstream = requestHttp({ hostname, port, method, path, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      // A broken answer is broken for the application, too.
      answer.once('error', () => outgoing.destroy())
      answer.once('end', () => this.#answer(incoming, body, answer, Buffer.concat(chunks), outgoing))
    })
    upstream.once('error', () => outgoing.destroy())
    outgoing.once('close', () => upstream.destroy())
    upstream.end(body)
  }

  #answer(
    { method = '', url: path = '' }: IncomingMessage,
    sent: Buffer,
    { statusCode: status = 502, rawHeaders }: IncomingMessage,
    body: Buffer,
    outgoing: ServerResponse,
  ): void {
    const operation = readOperation(method, path)
    const bend = operation && this.#findBend(operation, path, sent, body)
    if (bend === undefined) {
      outgoing.writeHead(status, rawHeaders).end(body)
      return
    }
    const changed = bend.change({ status, contentType: 'application/json', body: body.toString() })
    const { status: bentStatus, contentType } = changed
    outgoing.writeHead(bentStatus, { 'content-type': contentType }).end(changed.body)
  }

  #findBend(operation: BendMatch['operation'], path: string, sent: Buffer, answered: Buffer): Bend | undefined {
    const number = operation === 'start' ? this.#noteStart(sent, answered) : this.#numberOf(path)
    return [...this.#bends].find((bend) => bend.operation === operation && bend.phoneNumber === number)
  }

  #noteStart(sent: Buffer, answered: Buffer): string | undefined {
    const number = textAt(sent, (body) => body.phone_number)
    const id = textAt(answered, ({ data }) => (data as { id?: unknown } | undefined)?.id)
    if (number !== undefined && id !== undefined) this.#numbers.set(id, number)
    return number
  }

  #numberOf(path: string): string | undefined {
    const [, number] = /\/by_phone_number\/([^/]+)\/actions/.exec(path) ?? []
    if (number !== undefined) return decodeURIComponent(number)
    const [, id = ''] = /\/verifications\/([^/]+)\/actions/.exec(path) ?? []
    return this.#numbers.get(id)
  }
}

function readOperation(method: string, path: string): BendMatch['operation'] | undefined {
  if (method !== 'POST' || !/\/verifications\//.test(path)) return undefined
  return /\/actions\/verify\/?(\?|$)/.test(path) ? 'check' : 'start'
}

function textAt(bytes: Buffer, find: (body: Record<string, unknown>) => unknown): string | undefined {
  try {
    const found = find(JSON.parse(bytes.toString()))
    return typeof found === 'string' ? found : undefined
  } catch {
    return undefined
  }
}
