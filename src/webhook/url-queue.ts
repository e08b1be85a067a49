import type { Post, PostResult, Transport } from './transport.js'

/** How many connections one URL gets at a time. */
export const mostAtOnce = 16

/** What waits for its turn at one URL. */
interface Line {
  underWay: number
  readonly waiting: (() => void)[]
}

/**
 * Posts webhooks, a limited number at a time to each URL: a receiver that hangs delays its own webhooks only.
 */
export class UrlQueue {
  readonly #lines = new Map<string, Line>()
  #isClosed = false

  constructor(private readonly transport: Transport) {}

  /**
   * Posts what `compose` makes once there is room: a signature's stamp is of that moment.
   *
   * @returns null when the queue was closed before there was
   */
  async send(url: string, compose: () => Post): Promise<PostResult | null> {
    let line = this.#lines.get(url)
    if (line === undefined) {
      line = { underWay: 0, waiting: [] }
      this.#lines.set(url, line)
    }
    if (line.underWay >= mostAtOnce) await new Promise<void>((resolve) => line.waiting.push(resolve))
    else line.underWay++
    try {
      return this.#isClosed ? null : await this.transport(compose())
    } finally {
      const next = line.waiting.shift()
      if (next !== undefined)
        next() // its place is handed on
      else if (--line.underWay === 0) this.#lines.delete(url)
    }
  }

  /** Begins nothing more; what waits is given back. */
  close(): void {
    this.#isClosed = true
  }
}
