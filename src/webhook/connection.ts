import type { LookupFunction, Socket, SocketConstructorOpts, TcpNetConnectOpts } from 'node:net'
import { AnswerReader } from './answer-reader.js'
import type { Timed } from './deadlines.js'
import type { Outcome, Outgoing, Target } from './post.js'
import type { RequestText } from './request-text.js'

/** The bytes that are read at once: most answers to webhooks are shorter. */
const readBytes = 4096

/** A receiver that closes idle connections does so at about the time it names; a request must not arrive just then. Milliseconds. */
const idleMarginMs = 1000

/** What became of a request; `stale` if the receiver had closed the connection before the request came. */
export type Result = Outcome | 'stale'

/** Opens a connection; Node's `net.createConnection`. */
export type Connect = (options: TcpNetConnectOpts & SocketConstructorOpts) => Socket

export interface ConnectionOptions {
  readonly connect: Connect
  readonly target: Target
  /** Resolves the host name. */
  readonly lookup: LookupFunction
  /** Called with the result of the request that was in flight. The connection is idle then, or closed. */
  readonly onResult: (connection: Connection, outgoing: Outgoing, result: Result) => void
  /** Called once when the connection cannot be used any more. */
  readonly onClose: (connection: Connection) => void
}

/** A keep-alive connection to a receiver, for one request at a time. It does not keep the process alive. */
export class Connection implements Timed<Connection> {
  previous: Connection | undefined
  next: Connection | undefined
  passesAt = 0
  readonly #socket: Socket
  readonly #reader = new AnswerReader()
  readonly #options: ConnectionOptions
  /** The request in flight. */
  #outgoing: Outgoing | undefined
  #isReused = false
  #isClosed = false
  #idleUntil = Number.POSITIVE_INFINITY

  constructor(options: ConnectionOptions) {
    this.#options = options
    const { connect, target, lookup } = options
    const buffer = Buffer.allocUnsafeSlow(readBytes)
    this.#socket = connect({
      host: target.hostname,
      port: target.port,
      lookup,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: idleMarginMs,
      // Reading into the same memory each time saves most of the cost of a stream.
      onread: {
        buffer,
        callback: (length) => {
          this.#read(length === readBytes ? buffer : buffer.subarray(0, length))
          return true
        },
      },
    })
    this.#socket.unref()
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#fail(error))
    this.#socket.on('end', () => this.#onEnd())
    this.#socket.on('close', () => this.#fail(closedError()))
  }

  get host(): string {
    return this.#options.target.host
  }

  get isOpen(): boolean {
    return !this.#isClosed
  }

  /** Whether an idle connection can take a request at a moment: the receiver has not closed it, and is not about to. */
  isUsable(now: number): boolean {
    return !this.#isClosed && now < this.#idleUntil
  }

  send(outgoing: Outgoing, { text, isAscii }: RequestText): void {
    this.#outgoing = outgoing
    // ASCII is faster to send.
    this.#socket.write(text, isAscii ? 'latin1' : 'utf8')
  }

  /** Closes the connection. A request in flight fails with the error. */
  destroy(error: NodeJS.ErrnoException = closedError()): void {
    this.#isReused = false // so that the request is not sent again
    this.#fail(error)
  }

  #read(bytes: Buffer): void {
    if (this.#outgoing === undefined) {
      this.#close() // no one has asked for these bytes
      return
    }
    const reader = this.#reader
    let length: number
    try {
      length = reader.read(bytes)
    } catch (error) {
      this.#fail(error as NodeJS.ErrnoException)
      return
    }
    if (reader.isDone) this.#succeed(length === bytes.length)
  }

  #onEnd(): void {
    if (this.#outgoing !== undefined && this.#reader.close()) this.#succeed(false)
    else this.#fail(closedError())
  }

  /** @param isExact whether nothing came after the answer */
  #succeed(isExact: boolean): void {
    const { sentAt } = this.#outgoing as Outgoing
    const { head } = this.#reader
    const idleMs = head?.idleMs == null ? Number.POSITIVE_INFINITY : head.idleMs - idleMarginMs
    // An answer may come before all of the request is sent; the rest would be taken for the next one.
    const isKept = isExact && head?.isKeptAlive === true && idleMs > 0 && this.#socket.writableLength === 0
    this.#isReused = true
    // Counted from the request: that is early rather than late, and the clock need not be read.
    this.#idleUntil = sentAt + idleMs
    const answer = this.#reader.toAnswer()
    if (!isKept) this.#close()
    this.#end({ answer })
  }

  #fail(failure: NodeJS.ErrnoException): void {
    const { hasBegun, head } = this.#reader
    const isStale = this.#isReused && !hasBegun && (failure.code === 'ECONNRESET' || failure.code === 'EPIPE')
    this.#close()
    if (this.#outgoing !== undefined) this.#end(isStale ? 'stale' : { failure, status: head?.status ?? null })
  }

  #close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#socket.destroy()
    this.#options.onClose(this)
  }

  #end(result: Result): void {
    const outgoing = this.#outgoing as Outgoing
    this.#outgoing = undefined
    this.#reader.reset()
    this.#options.onResult(this, outgoing, result)
  }
}

const closedError = () => Object.assign(new Error('closed'), { code: 'ECONNRESET' })
