import type { ServerSentEvent } from './operation.js'

/** The most that may wait for one reader. Characters of data. */
const mostUnread = 1024 * 1024

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
  readonly #unread: ServerSentEvent[] = []
  /** Of the unread events. */
  #size = 0
  #dropped = 0
  #replay: Iterable<ServerSentEvent> | AsyncIterable<ServerSentEvent> = []
  #wake = () => {}
  #hasEnded = false

  /** @param advice what a reader can do about dropped events; a sentence */
  constructor(private readonly advice: string) {}

  /** Sets what is read before the events that are pushed. Each is created only when it is read. */
  replay(events: Iterable<ServerSentEvent> | AsyncIterable<ServerSentEvent>): void {
    this.#replay = events
  }

  push(event: ServerSentEvent): void {
    if (this.#hasEnded) return
    this.#unread.push(event)
    this.#size += sizeOf(event)
    // The newest event always stays, however long it is.
    while (this.#size > mostUnread && this.#unread.length > 1) {
      this.#size -= sizeOf(this.#unread.shift() as ServerSentEvent)
      this.#dropped++
    }
    this.#wake()
  }

  end(): void {
    this.#hasEnded = true
    this.#wake()
  }

  /** Yields events as they are pushed, until the end. */
  async *readEvents(): AsyncGenerator<ServerSentEvent> {
    yield* this.#replay
    for (;;) {
      if (this.#dropped > 0) {
        const dropped = this.#dropped
        this.#dropped = 0
        yield toOverflow(dropped, this.advice)
        continue // more may have been dropped while it was read
      }
      const next = this.#unread.shift()
      if (next !== undefined) {
        this.#size -= sizeOf(next)
        yield next
      } else {
        if (this.#hasEnded) return
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      }
    }
  }
}

const sizeOf = ({ data }: ServerSentEvent) => data.length + perEvent
