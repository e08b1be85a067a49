import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { clearTimeout, setImmediate, setTimeout } from 'node:timers'
import type { Answer, AnswerCall } from '../../http/answer.js'
import type { Call } from '../../http/call.js'
import { readTarget } from '../request-target.js'
import { type Sendable, Turns } from '../turns.js'
import { IncomingCall } from './incoming-call.js'
import { sendAnswer } from './send-answer.js'

export interface ListenerOptions {
  readonly answer: AnswerCall
  /** Answers a request whose Host or target cannot be read. */
  readonly answerUnreadable: (error: unknown) => Answer
  /** Handles a request before it becomes a call. @returns whether it did */
  readonly divert?: ((incoming: IncomingMessage, outgoing: ServerResponse) => boolean) | undefined
  /** Called with each failure to send an answer. */
  readonly onBug: (error: unknown) => void
  /** Answers of requests that were read before Node read them, by their connection. */
  readonly givenAnswers?: WeakMap<Socket, Answer>
  /** Shared with others that answer requests of the same server. */
  readonly turns?: Turns
}

/** Answers a request of a Node server. */
export type RequestListener = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/** Creates the function that answers the requests of a Node server. */
export function createListener(options: ListenerOptions): RequestListener {
  const { answer, answerUnreadable, divert, onBug, givenAnswers, turns = new Turns() } = options
  return (incoming, outgoing) => {
    const given = givenAnswers?.get(incoming.socket)
    if (given !== undefined) {
      givenAnswers?.delete(incoming.socket)
      new Ready(given, incoming, outgoing, onBug).send()
      return
    }
    if (divert?.(incoming, outgoing) === true) return
    let call: Call
    try {
      call = new IncomingCall(incoming, outgoing, readTarget(incoming))
    } catch (error) {
      new Ready(answerUnreadable(error), incoming, outgoing, onBug).send()
      return
    }
    const turn = turns.enter()
    const pending = answer(call)
    const end = (answered: Answer) => {
      const ready = new Ready(answered, incoming, outgoing, onBug)
      // Node gives up an answer as soon as the client ends its side, which many do right after their only request.
      if (outgoing.shouldKeepAlive) turns.end(turn, ready)
      else ready.send()
    }
    if (pending instanceof Promise) pending.then(end, (error: unknown) => end(answerUnreadable(error)))
    else end(pending)
  }
}

/** An answer that Node's server sends. */
class Ready implements Sendable {
  constructor(
    private readonly answer: Answer,
    private readonly incoming: IncomingMessage,
    private readonly outgoing: ServerResponse,
    private readonly onBug: ListenerOptions['onBug'],
  ) {}

  send(): void {
    const { answer, incoming, outgoing } = this
    if (!incoming.readableEnded) drainAfter(incoming, outgoing)
    sendAnswer(answer, outgoing).catch((error: unknown) => {
      if (!outgoing.destroyed) this.onBug(error)
      outgoing.destroy()
    })
  }
}

/** The limits of a body that no one reads. Milliseconds and bytes. */
const longestDrain = 500
const largestDrain = 64 * 1024 * 1024

/** Reads the rest of a body after the answer to it, so that the connection can be used again; up to a limit. */
function drainAfter(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method } = incoming
  if (method === 'GET' || method === 'HEAD') return
  outgoing.once('close', () => setImmediate(() => drain(incoming)))
}

function drain(incoming: IncomingMessage): void {
  if (incoming.readableEnded || incoming.destroyed) return
  let length = 0
  const giveUp = () => {
    stop()
    incoming.socket.destroySoon()
  }
  const timer = setTimeout(giveUp, longestDrain)
  timer.unref()
  const onData = (piece: Buffer) => {
    length += piece.length
    if (length > largestDrain) giveUp()
  }
  const stop = () => {
    clearTimeout(timer)
    incoming.off('data', onData)
  }
  incoming.on('data', onData)
  incoming.once('end', stop)
  incoming.once('error', stop)
  incoming.resume()
}
