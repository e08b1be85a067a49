import type { Socket, SocketConstructorOpts, TcpNetConnectOpts } from 'node:net'
import { AnswerReader } from './answer-reader.js'
import { monotonicMs } from './deadlines.js'
import type { Outcome } from './post.js'
import type { RequestText } from './request-text.js'

/** The bytes that are read at once: most answers to webhooks are shorter. */
const readBytes = 4096

/** A receiver that closes idle connections does so at about the time it names; a request must not arrive just then. Milliseconds. */
const idleMarginMs = 1000

/** What became of a request; `stale` if the receiver had closed the connection before the request came. */
export type Result = Outcome | 'stale'

/** Opens a connection; Node's `net.createConnection`. */
export type Connect = (options: TcpNetConnectOpts & SocketConstructorOpts) => Socket

export interface ConnectionOptions extends TcpNetConnectOpts {
  /** Called with the result of the request in flight. The connection is idle then, or closed. */
  readonly onResult: (result: Result) => void
  /** Called once when the connection cannot be used any more. */
  readonly onClose: () => void
}

/** A keep-alive connection to a receiver, for one request at a time. */
export class Connection {
  readonly #socket: Socket
  readonly #reader = new AnswerReader()
  readonly #options: ConnectionOptions
  #isBusy = false
  #isReused = false
  #isClosed = false
  #isHeld = true
  #idleUntil = Number.POSITIVE_INFINITY

  constructor(connect: Connect, options: ConnectionOptions) {
    this.#options = options
    const { onResult: _, onClose: __, ...address } = options
    const buffer = Buffer.allocUnsafeSlow(readBytes)
    this.#socket = connect({
      ...address,
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
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#fail(error))
    this.#socket.on('end', () => this.#onEnd())
    this.#socket.on('close', () => this.#fail(closedError()))
  }

  /** Whether a request is in flight. */
  get isBusy(): boolean {
    return this.#isBusy
  }

  get isOpen(): boolean {
    return !this.#isClosed
  }

  /** Whether an idle connection can take a request: the receiver has not closed it, and is not about to. */
  get isUsable(): boolean {
    return !this.#isClosed && monotonicMs() < this.#idleUntil
  }

  send({ text, isAscii }: RequestText): void {
    this.#isBusy = true
    if (!this.#isHeld) this.hold(true)
    // ASCII is faster to send.
    this.#socket.write(text, isAscii ? 'latin1' : 'utf8')
  }

  /** Keeps the process alive, or lets it end although the connection is open. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld
    if (isHeld) this.#socket.ref()
    else this.#socket.unref()
  }

  /** Closes the connection. A request in flight fails with the error. */
  destroy(error: NodeJS.ErrnoException = closedError()): void {
    this.#isReused = false // so that the request is not sent again
    this.#fail(error)
  }

  #read(bytes: Buffer): void {
    if (!this.#isBusy) {
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
    if (this.#isBusy && this.#reader.close()) this.#succeed(false)
    else this.#fail(closedError())
  }

  /** @param isExact whether nothing came after the answer */
  #succeed(isExact: boolean): void {
    const { head } = this.#reader
    const idleMs = head?.idleMs == null ? Number.POSITIVE_INFINITY : head.idleMs - idleMarginMs
    // An answer may come before all of the request is sent; the rest would be taken for the next one.
    const isKept = isExact && head?.isKeptAlive === true && idleMs > 0 && this.#socket.writableLength === 0
    this.#isReused = true
    this.#idleUntil = monotonicMs() + idleMs
    const answer = this.#reader.toAnswer()
    if (!isKept) this.#close()
    this.#end({ answer })
  }

  #fail(failure: NodeJS.ErrnoException): void {
    const { hasBegun, head } = this.#reader
    const isStale = this.#isReused && !hasBegun && (failure.code === 'ECONNRESET' || failure.code === 'EPIPE')
    this.#close()
    if (this.#isBusy) this.#end(isStale ? 'stale' : { failure, status: head?.status ?? null })
  }

  #close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#socket.destroy()
    this.#options.onClose()
  }

  #end(result: Result): void {
    this.#isBusy = false
    this.#reader.reset()
    this.#options.onResult(result)
  }
}

const closedError = () => Object.assign(new Error('closed'), { code: 'ECONNRESET' })
