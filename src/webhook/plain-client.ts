import type { LookupFunction } from 'node:net'
import { setImmediate } from 'node:timers'
import { type Connect, Connection, type Result } from './connection.js'
import { Deadlines } from './deadlines.js'
import { type Client, maxIdleConnections, type Outgoing, type Target } from './post.js'
import { type RequestText, toRequestText } from './request-text.js'

/**
 * A client for plain HTTP/1.1 with sockets of its own, which take a fraction of the processor time of Node's client. It
 * sends one request at a time over a connection, and keeps connections alive.
 */
export class PlainClient implements Client {
  /** The idle connections by host and port, the latest last. */
  readonly #idle = new Map<string, Connection[]>()
  /** All open connections, with the request in flight. */
  readonly #open = new Map<Connection, Outgoing | undefined>()
  readonly #deadlines: Deadlines<Connection>
  #isClosed = false

  /**
   * @param connect Node's `net.createConnection`
   * @param timeoutMs how long an answer may take, together with the connection
   * @param lookup resolves host names
   */
  constructor(
    private readonly connect: Connect,
    timeoutMs: number,
    private readonly lookup: LookupFunction,
  ) {
    this.#deadlines = new Deadlines(timeoutMs, (connection) =>
      connection.destroy(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })),
    )
  }

  send(outgoing: Outgoing): void {
    let request: RequestText
    try {
      request = toRequestText(outgoing)
    } catch (error) {
      setImmediate(() => outgoing.end({ failure: error as Error, status: null }))
      return
    }
    const connection = this.#takeIdle(outgoing.target) ?? this.#connect(outgoing.target)
    this.#sendOver(connection, outgoing, request)
  }

  close(): void {
    this.#isClosed = true
    for (const connection of [...this.#open.keys()]) connection.destroy()
  }

  #sendOver(connection: Connection, outgoing: Outgoing, request: RequestText): void {
    this.#open.set(connection, outgoing)
    this.#deadlines.add(connection)
    connection.send(request)
  }

  #takeIdle({ url: { host } }: Target): Connection | undefined {
    const idle = this.#idle.get(host)
    for (let connection = idle?.pop(); connection !== undefined; connection = idle?.pop()) {
      if (connection.isUsable) return connection
      connection.destroy()
    }
    return undefined
  }

  #connect({ url, hostname, port }: Target): Connection {
    const { host } = url
    const connection = new Connection(this.connect, {
      host: hostname,
      port,
      lookup: this.lookup,
      onResult: (result) => this.#finish(connection, host, result),
      onClose: () => this.#forget(connection, host),
    })
    return connection
  }

  #finish(connection: Connection, host: string, result: Result): void {
    this.#deadlines.remove(connection)
    const outgoing = this.#open.get(connection) as Outgoing
    if (connection.isOpen) this.#keep(connection, host)
    else this.#open.delete(connection)
    // The receiver had just closed the connection; this does not count as an attempt.
    if (result === 'stale') this.#sendOver(this.#connect(outgoing.target), outgoing, toRequestText(outgoing))
    else outgoing.end(result)
    // The next request may have taken the connection meanwhile.
    if (connection.isOpen && !connection.isBusy) connection.hold(false)
  }

  #keep(connection: Connection, host: string): void {
    this.#open.set(connection, undefined)
    let idle = this.#idle.get(host)
    if (idle === undefined) {
      idle = []
      this.#idle.set(host, idle)
    }
    idle.push(connection)
    if (idle.length > maxIdleConnections || this.#isClosed) connection.destroy()
  }

  #forget(connection: Connection, host: string): void {
    if (!connection.isBusy) this.#open.delete(connection) // otherwise its result follows
    const idle = this.#idle.get(host)
    if (idle === undefined) return
    const place = idle.indexOf(connection)
    if (place >= 0) idle.splice(place, 1)
    if (idle.length === 0) this.#idle.delete(host)
  }
}
