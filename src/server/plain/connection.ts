import type { Socket } from 'node:net'
import { type Answer, type AnswerCall, isStream } from '../../http/answer.js'
import { CallerSignal } from '../../http/caller-signal.js'
import type { Sendable, Turn, Turns } from '../turns.js'
import { writePlainAnswer } from './answer.js'
import { type PlainFields, type PlainHead, readPlainHead } from './head.js'
import { SocketCall } from './socket-call.js'

export interface PlainConnectionOptions {
  /** Answers a call; never throws. */
  readonly answer: AnswerCall
  /** The answer to a request whose call has failed. */
  readonly answerUnreadable: (error: unknown) => Answer
  readonly turns: Turns
  /** The header lines about the connection, as Node writes them. */
  readonly headerLines: string
  /**
   * Hands a connection to Node's server.
   *
   * @param unread what has come and was not answered
   * @param answer the answer to the first request in it, if it is known
   */
  readonly handOver: (connection: PlainConnection, unread: Buffer, answer?: Answer) => void
  /** Called when the client has ended its side; the connection must then be closed. */
  readonly onLeave: (connection: PlainConnection) => void
  /** Called when the connection has closed. */
  readonly onClose: (connection: PlainConnection) => void
}

/** The number of pieces that are read while a request is being answered. */
const mostEarly = 16

/** What Node sends to a client that has ended its side in the middle of a request. */
const badRequest = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'

/** What Node does not document: the handle that reads for a connection. */
interface Internals {
  readonly _handle?: { readonly readStart?: () => void; readonly readStop?: () => void } | null
}

/** A request whose body has not come as a whole. */
interface Incomplete {
  readonly head: PlainHead
  readonly pieces: Buffer[]
  /** Bytes. */
  missing: number
}

/**
 * A connection as long as all is plain on it: a request that comes as a whole and alone, and an answer that is one text.
 * With the first byte of anything else it is handed to Node's server, which then reads on from the same request; so
 * there is one place that knows HTTP, and this one only answers what it knows for certain.
 */
export class PlainConnection implements Sendable {
  /** How often the keeper of the connections has looked without anything having happened. */
  idleLooks = 0
  readonly #options: PlainConnectionOptions
  #last: PlainFields | undefined
  #incomplete: Incomplete | undefined
  /** The request that is being answered. Node may have to send its answer. */
  #request: Buffer | undefined
  /** What has come while a request was being answered. */
  #early: Buffer[] = []
  #turn: Turn | undefined
  #answer: Answer | undefined
  #leave: CallerSignal | undefined
  #isReading = true

  constructor(
    readonly socket: Socket,
    options: PlainConnectionOptions,
  ) {
    this.#options = options
    socket.on('data', this.#onData)
    socket.on('end', this.#onEnd)
    socket.on('error', this.#onError)
    socket.on('close', this.#onClose)
  }

  get isAnswering(): boolean {
    return this.#request !== undefined
  }

  /** Whether the client still has to take what was sent. */
  get isSending(): boolean {
    return this.socket.writableLength > 0
  }

  /** Whether no request has begun on it since the last answer, which was sent as a whole. */
  get isIdle(): boolean {
    return !this.isAnswering && !this.isSending && this.#incomplete === undefined
  }

  /** Whether no request has ever come. */
  get isNew(): boolean {
    return this.#last === undefined
  }

  /**
   * Reads on while a request is being answered, or stops until it is answered; its client then leaves unnoticed. `pause` would
   * still have each end read and told. Nothing happens where Node's handle cannot do it.
   */
  setReading(isReading: boolean): void {
    const handle = (this.socket as Internals)._handle
    if (isReading === this.#isReading || !handle?.readStart || !handle.readStop) return
    this.#isReading = isReading
    if (isReading) handle.readStart()
    else handle.readStop()
  }

  /** Hands the connection to Node's server with what has come of a request. Not while it is being answered. */
  giveUp(): void {
    const pieces = this.#incomplete?.pieces ?? []
    this.#handOver(Buffer.concat(pieces))
  }

  /** Closes the connection of a client that has left, after what was sent to it and what is ready. */
  close(): void {
    this.send()
    if (this.isSending) this.socket.end()
    else this.socket.destroy()
  }

  /** Sends the answer that is ready, unless that was done. */
  send(): void {
    const answer = this.#answer
    const request = this.#request as Buffer
    if (answer === undefined) return
    this.#answer = undefined
    if (!this.#isReading) this.setReading(true)
    if (!this.socket.writable) {
      if (isStream(answer.body)) answer.body.cancel()
      return
    }
    const written = writePlainAnswer(answer, this.#options.headerLines)
    if (written === undefined) {
      this.#handOver(Buffer.concat([request, ...this.#early]), answer)
      return
    }
    this.#request = undefined
    this.#leave = undefined
    this.socket.write(written.text, written.encoding)
    if (this.#early.length > 0) this.#readEarly()
  }

  readonly #onData = (bytes: Buffer): void => {
    this.idleLooks = 0
    if (this.isAnswering) {
      // It reads on for a while, or it would not notice that the client leaves.
      if (this.#early.push(bytes) >= mostEarly) this.socket.pause()
    } else if (this.#incomplete === undefined) this.#begin(bytes)
    else this.#goOn(this.#incomplete, bytes)
  }

  #begin(bytes: Buffer): void {
    // Node reads no more requests of a client that does not take its answers.
    const head = this.socket.writableNeedDrain ? undefined : readPlainHead(bytes, this.#last)
    if (head === undefined) {
      this.#handOver(bytes)
      return
    }
    const missing = head.end + head.fields.length - bytes.length
    if (missing === 0) this.#carryOut(head, bytes)
    else if (missing < 0) this.#handOver(bytes)
    else this.#incomplete = { head, pieces: [bytes], missing }
  }

  #goOn(incomplete: Incomplete, bytes: Buffer): void {
    incomplete.pieces.push(bytes)
    incomplete.missing -= bytes.length
    if (incomplete.missing > 0) return
    this.#incomplete = undefined
    const whole = Buffer.concat(incomplete.pieces)
    if (incomplete.missing === 0) this.#carryOut(incomplete.head, whole)
    else this.#handOver(whole)
  }

  #carryOut(head: PlainHead, request: Buffer): void {
    const { answer, answerUnreadable, turns } = this.#options
    this.#last = head.fields
    this.#request = request
    this.#turn = turns.enter()
    const pending = answer(new SocketCall(head, request, this.#signal))
    if (pending instanceof Promise) pending.then(this.#end, (error: unknown) => this.#end(answerUnreadable(error)))
    else this.#end(pending)
  }

  readonly #end = (answer: Answer): void => {
    this.#answer = answer
    this.#options.turns.end(this.#turn as Turn, this)
  }

  #readEarly(): void {
    const bytes = Buffer.concat(this.#early)
    this.#early = []
    this.socket.resume()
    this.#onData(bytes)
  }

  #handOver(unread: Buffer, answer?: Answer): void {
    const { socket } = this
    socket.off('data', this.#onData)
    socket.off('end', this.#onEnd)
    socket.off('close', this.#onClose)
    this.#options.handOver(this, unread, answer)
  }

  /** Created when it is first asked for, because most requests do not wait. */
  readonly #signal = (): CallerSignal => {
    this.#leave ??= new CallerSignal()
    if (this.socket.destroyed) this.#abort()
    return this.#leave
  }

  #abort(): void {
    this.#leave?.abort()
  }

  /** Like Node's server: who ends its side does not wait for answers. What is ready is sent before the connection is closed. */
  readonly #onEnd = (): void => {
    if (this.#incomplete !== undefined) this.socket.write(badRequest)
    this.#options.onLeave(this)
  }

  /** What follows is `close`. It stays for the moment in which the connection belongs to neither server. */
  readonly #onError = (): void => {}

  readonly #onClose = (): void => {
    this.#abort()
    this.#options.onClose(this)
  }
}
