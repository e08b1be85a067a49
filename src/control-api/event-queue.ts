import { Fifo } from '../core/fifo.js'
import type { ServerSentEvent } from './operation.js'

/** The most that may wait for one reader. Characters of data. */
const mostUnread = 1024 * 1024

/** The most that is read at once. Characters of data. */
const mostAtOnce = 64 * 1024

/** What an event costs besides its data. Characters. */
const perEvent = 200

/** The event that stands for events that a reader has not read in time. It keeps the reader's last id. */
export function toOverflow(dropped: number, advice: string): ServerSentEvent {
  const events = dropped === 1 ? '1 event was' : `${dropped.toLocaleString('en-US')} events were`
  return {
    event: 'overflow',
    id: null,
    data: JSON.stringify({ dropped, detail: `${events} not read in time and dropped. ${advice}` }),
  }
}

/** The events for one reader of a stream, in order. If too much waits, the oldest events give way to an `overflow`. */
export class EventQueue {
  readonly #unread = new Fifo<ServerSentEvent>()
  /** Of the unread events. */
  #size = 0
  #dropped = 0
  #replay: Iterable<ServerSentEvent> | AsyncIterable<ServerSentEvent> = []
  #wake = () => {}
  #isToldLater = false
  #hasEnded = false

  /**
   * @param advice what a reader can do about dropped events; a sentence
   * @param later calls back in a later turn, so that a reader is woken once for many events
   */
  constructor(
    private readonly advice: string,
    private readonly later: (callback: () => void) => void,
  ) {}

  /** Sets what is read before the events that are pushed. Each is created only when it is read. */
  replay(events: Iterable<ServerSentEvent> | AsyncIterable<ServerSentEvent>): void {
    this.#replay = events
  }

  push(event: ServerSentEvent): void {
    if (this.#hasEnded) return
    this.#unread.push(event)
    this.#size += sizeOf(event)
    // The newest event always stays, however long it is.
    while (this.#size > mostUnread && this.#unread.size > 1) {
      this.#size -= sizeOf(this.#unread.take() as ServerSentEvent)
      this.#dropped++
    }
    if (this.#isToldLater) return
    this.#isToldLater = true
    this.later(() => {
      this.#isToldLater = false
      this.#wake()
    })
  }

  end(): void {
    this.#hasEnded = true
    this.#wake()
  }

  /** Yields events as they are pushed, as many as wait and may be read at once, until the end. */
  async *readEvents(): AsyncGenerator<readonly ServerSentEvent[]> {
    for await (const event of this.#replay) yield [event]
    for (;;) {
      const events = this.#takeUnread()
      if (events.length > 0) {
        yield events
      } else {
        if (this.#hasEnded) return
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      }
    }
  }

  #takeUnread(): ServerSentEvent[] {
    const events: ServerSentEvent[] = []
    if (this.#dropped > 0) {
      events.push(toOverflow(this.#dropped, this.advice))
      this.#dropped = 0
    }
    for (let size = 0; size < mostAtOnce; ) {
      const next = this.#unread.take()
      if (next === undefined) break
      size += sizeOf(next)
      this.#size -= sizeOf(next)
      events.push(next)
    }
    return events
  }
}

const sizeOf = ({ data }: ServerSentEvent) => data.length + perEvent
