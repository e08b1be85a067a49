import { clearInterval, setInterval } from 'node:timers'
import { toEventText } from '../control-api/event-text.js'
import type { ServerSentEvent } from '../control-api/operation.js'
import { isPause } from '../wire/steps.js'
import type { Answer, AnswerStream } from './answer.js'
import { nextTurn } from './next-turn.js'

/** The interval of heartbeats: clients close a stream that stays silent for some minutes. Milliseconds. */
const heartbeatMs = 30_000

/** The number of events that are sent before other requests run. */
const inTurn = 8

/** Streams events as they occur, until either side ends the stream. */
export function toSseAnswer(
  events: AsyncIterable<readonly ServerSentEvent[]>,
  requestId: string,
  { isHead = false } = {},
): Answer {
  const headers = {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-request-id': requestId,
  }
  const stream = new EventStream(events)
  if (!isHead) return { status: 200, headers, body: stream }
  stream.cancel()
  return { status: 200, headers, body: null }
}

type Piece = string | undefined

class EventStream implements AnswerStream {
  readonly #iterator: AsyncIterator<readonly ServerSentEvent[]>
  readonly #heartbeat: ReturnType<typeof setInterval>
  #hasBegun = false
  #count = 0
  /** The events that are waited for. */
  #next: Promise<Piece> | undefined
  /** Lets the reader that waits read a heartbeat. */
  #beat = () => {}

  constructor(events: AsyncIterable<readonly ServerSentEvent[]>) {
    this.#iterator = events[Symbol.asyncIterator]()
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs)
    this.#heartbeat.unref()
  }

  read = (): Promise<Piece> => {
    // Something is sent at once, so that the client knows that the stream is open.
    if (!this.#hasBegun) {
      this.#hasBegun = true
      return Promise.resolve(': connected\n\n')
    }
    this.#next ??= this.#readNext()
    const next = this.#next
    return new Promise((resolve, reject) => {
      let isRead = false
      this.#beat = () => {
        isRead = true
        resolve(': still here\n\n')
      }
      next.then((piece) => {
        if (isRead) return // by a heartbeat: the next reader gets it
        this.#beat = () => {}
        this.#next = undefined
        resolve(piece)
      }, reject)
    })
  }

  cancel = (): void => {
    clearInterval(this.#heartbeat)
    void this.#iterator.return?.()
  }

  async #readNext(): Promise<Piece> {
    // Many events may be ready, each of which takes time to convert: other requests run in between.
    if (isPause(this.#count++, inTurn)) await nextTurn()
    const { done, value } = await this.#iterator.next()
    if (!done) return toEventText(value)
    clearInterval(this.#heartbeat)
    return undefined
  }
}
