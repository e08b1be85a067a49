import type { ServerSentEvent } from './operation.js'

/** The number of events that a reader may fall behind. */
const mostUnread = 1000

/** A bounded queue of events for one reader of a stream, in order. */
export class EventQueue {
  readonly #unread: ServerSentEvent[] = []
  #mostUnread = Number.POSITIVE_INFINITY
  #wake = () => {}
  #hasEnded = false

  /** @param onOverflow called when the reader has fallen behind */
  constructor(private readonly onOverflow: () => void) {}

  /** Starts to enforce the limit. Events that are queued already do not count as falling behind. */
  goLive(): void {
    this.#mostUnread = this.#unread.length + mostUnread
  }

  push(event: ServerSentEvent): void {
    if (this.#hasEnded) return
    if (this.#unread.length < this.#mostUnread) {
      this.#unread.push(event)
      this.#wake()
    } else {
      const data = `${mostUnread} entries were not read in time; reconnect with since= and your last id`
      this.#unread.push({ event: 'overflow', id: null, data })
      this.onOverflow()
    }
  }

  end(): void {
    this.#hasEnded = true
    this.#wake()
  }

  /** Yields events as they are pushed, until the end or an overflow. */
  async *readEvents(): AsyncGenerator<ServerSentEvent> {
    for (;;) {
      const next = this.#unread.shift()
      if (next !== undefined) {
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
