import { Fifo } from '../core/fifo.js'
import type { Post, PostResult, Transport } from './transport.js'

/** The maximum number of concurrent requests to one URL. */
const maxConcurrent = 16

/** A webhook on its way through the queue. */
export interface QueuedPost {
  /** Composes the request once there is room, so that its signature has the time of sending. */
  readonly compose: () => Post
  /** Receives the result; null if the queue was closed while the webhook waited. */
  readonly end: (result: PostResult | null) => void
}

/** The number of requests in flight to one URL, and the webhooks that wait. */
interface Queue {
  inFlight: number
  readonly waiting: Fifo<QueuedPost>
}

/**
 * Posts webhooks, a limited number at a time to each URL: a receiver that hangs delays its own webhooks only. Those of one
 * URL are posted in the order in which they were added.
 */
export class UrlQueue {
  readonly #queues = new Map<string, Queue>()
  #isClosed = false

  constructor(private readonly transport: Transport) {}

  /** Posts a webhook once there is room. */
  add(url: string, post: QueuedPost): void {
    if (this.#isClosed) {
      post.end(null)
      return
    }
    let queue = this.#queues.get(url)
    if (queue === undefined) {
      queue = { inFlight: 0, waiting: new Fifo() }
      this.#queues.set(url, queue)
    }
    if (queue.inFlight >= maxConcurrent) {
      queue.waiting.push(post)
      return
    }
    queue.inFlight++
    this.#start(url, queue, post)
  }

  /** Stops sending: webhooks that wait end with null, those in flight with their result. */
  close(): void {
    this.#isClosed = true
    for (const { waiting } of this.#queues.values())
      for (let post = waiting.take(); post !== undefined; post = waiting.take()) post.end(null)
  }

  #start(url: string, queue: Queue, post: QueuedPost): void {
    this.transport(post.compose(), (result) => {
      try {
        const next = queue.waiting.take()
        // The next webhook takes this place before the result is recorded, so that its receiver need not wait for that.
        if (next !== undefined) this.#start(url, queue, next)
        else if (--queue.inFlight === 0) this.#queues.delete(url)
      } finally {
        post.end(result)
      }
    })
  }
}
