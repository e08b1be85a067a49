import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/**
 * A connection whose client has ended its side, with what was read from it and not answered. A socket takes nothing back once
 * its end was read.
 */
export class EndedSocket extends Duplex {
  /** Named as Node names it for a connection with TLS: a fault resets the connection below. */
  readonly _parent: Socket

  constructor(socket: Socket, unanswered: Buffer) {
    super()
    this._parent = socket
    this.push(unanswered)
    this.push(null)
    socket.once('close', () => this.destroy())
  }

  /** What Node's server asks of a socket. */
  setTimeout(ms: number): this {
    this._parent.setTimeout(ms, () => this.destroy())
    return this
  }

  override _write(bytes: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this._parent.write(bytes, encoding, done)
  }

  override _final(done: (error?: Error | null) => void): void {
    this._parent.end(done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this._parent.destroy()
    done(error)
  }
}
