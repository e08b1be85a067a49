import type { ServerSentEvent } from './operation.js'

/** How far a reader may fall behind. */
const mostUnread = 1000

/** What has happened and was not yet read, in order, and no more of it than is bearable. */
export class EventQueue {
  readonly #unread: ServerSentEvent[] = []
  #mostUnread = Number.POSITIVE_INFINITY
  #wake = () => {}
  #hasEnded = false

  /** @param onOverflow called when the reader has fallen behind */
  constructor(private readonly onOverflow: () => void) {}

  /** From here on a reader can fall behind; with what is there already nobody has. */
  goLive(): void {
    this.#mostUnread = this.#unread.length + mostUnread
  }

  push(event: ServerSentEvent): void {
    if (this.#hasEnded) return
    if (this.#unread.length < this.#mostUnread) {
      this.#unread.push(event)
      this.#wake()
    } else {
      const data = `${mostUnread} entries were not read in time; read on from your last id with since=`
      this.#unread.push({ event: 'overflow', id: null, data })
      this.onOverflow()
    }
  }

  end(): void {
    this.#hasEnded = true
    this.#wake()
  }

  /** What is pushed, as it comes, until the end or an overflow. */
  async *read(): AsyncGenerator<ServerSentEvent> {
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
