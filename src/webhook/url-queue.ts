import { Fifo } from '../core/fifo.js'
import type { Post, PostResult, Transport } from './transport.js'

/** The maximum number of concurrent requests to one URL. */
const maxConcurrent = 16

/** The requests in flight to one URL, and those waiting. */
interface Queue {
  inFlight: number
  readonly waiting: Fifo<() => void>
}

/**
 * Posts webhooks, a limited number at a time to each URL: a receiver that hangs delays its own webhooks only.
 */
export class UrlQueue {
  readonly #queues = new Map<string, Queue>()
  #isClosed = false

  constructor(private readonly transport: Transport) {}

  /**
   * Composes and posts a webhook once there is room, so that its signature has the time of sending.
   *
   * @returns null if the queue was closed while the webhook waited
   */
  async send(url: string, compose: () => Post): Promise<PostResult | null> {
    let queue = this.#queues.get(url)
    if (queue === undefined) {
      queue = { inFlight: 0, waiting: new Fifo() }
      this.#queues.set(url, queue)
    }
    if (queue.inFlight >= maxConcurrent) await new Promise<void>((resolve) => queue.waiting.push(resolve))
    else queue.inFlight++
    try {
      return this.#isClosed ? null : await this.transport(compose())
    } finally {
      const next = queue.waiting.take()
      if (next !== undefined)
        next() // the next webhook takes this place
      else if (--queue.inFlight === 0) this.#queues.delete(url)
    }
  }

  /** Stops sending: waiting webhooks resolve to null. */
  close(): void {
    this.#isClosed = true
  }
}
