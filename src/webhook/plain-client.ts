import type { LookupFunction } from 'node:net'
import { setImmediate } from 'node:timers'
import { type Connect, Connection, type Result } from './connection.js'
import { Deadlines, monotonicMs } from './deadlines.js'
import { type Client, maxIdleConnections, type Outgoing, type Target } from './post.js'
import { type RequestText, toRequestText } from './request-text.js'

/**
 * A client for plain HTTP/1.1 with sockets of its own, which take a fraction of the processor time of Node's client. It
 * sends one request at a time over a connection, and keeps connections alive.
 */
export class PlainClient implements Client {
  /** The idle connections by host and port, the latest last. */
  readonly #idle = new Map<string, Connection[]>()
  readonly #open = new Set<Connection>()
  readonly #deadlines: Deadlines<Connection>
  readonly #onResult = (connection: Connection, outgoing: Outgoing, result: Result) =>
    this.#finish(connection, outgoing, result)
  readonly #onClose = (connection: Connection) => this.#forget(connection)
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
    const { target, sentAt } = outgoing
    const connection = this.#takeIdle(target, sentAt) ?? this.#connect(target)
    this.#deadlines.add(connection, sentAt)
    connection.send(outgoing, request)
  }

  close(): void {
    this.#isClosed = true
    for (const connection of [...this.#open]) connection.destroy()
  }

  #takeIdle({ host }: Target, now: number): Connection | undefined {
    const idle = this.#idle.get(host)
    for (let connection = idle?.pop(); connection !== undefined; connection = idle?.pop()) {
      if (connection.isUsable(now)) return connection
      connection.destroy()
    }
    return undefined
  }

  #connect(target: Target): Connection {
    const { connect, lookup } = this
    const connection = new Connection({ connect, target, lookup, onResult: this.#onResult, onClose: this.#onClose })
    this.#open.add(connection)
    return connection
  }

  #finish(connection: Connection, outgoing: Outgoing, result: Result): void {
    this.#deadlines.remove(connection)
    if (connection.isOpen) this.#keep(connection)
    if (result === 'stale') this.#sendAgain(outgoing)
    else outgoing.end(result)
  }

  /** Sends a request over a new connection, after the receiver had just closed the first; it remains the same attempt. */
  #sendAgain(outgoing: Outgoing): void {
    const connection = this.#connect(outgoing.target)
    this.#deadlines.add(connection, monotonicMs())
    connection.send(outgoing, toRequestText(outgoing))
  }

  #keep(connection: Connection): void {
    let idle = this.#idle.get(connection.host)
    if (idle === undefined) {
      idle = []
      this.#idle.set(connection.host, idle)
    }
    idle.push(connection)
    if (idle.length > maxIdleConnections || this.#isClosed) connection.destroy()
  }

  #forget(connection: Connection): void {
    this.#open.delete(connection)
    const idle = this.#idle.get(connection.host)
    if (idle === undefined) return
    const place = idle.indexOf(connection)
    if (place >= 0) idle.splice(place, 1)
    if (idle.length === 0) this.#idle.delete(connection.host)
  }
}
