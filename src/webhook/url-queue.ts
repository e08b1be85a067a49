import { setImmediate } from 'node:timers'
import { Fifo } from '../core/fifo.js'
import { monotonicMs } from './deadlines.js'
import type { Post, PostEnd, PostResult, Transport } from './transport.js'

/** The maximum number of concurrent requests to one URL. */
const maxConcurrent = 16

/** The maximum number of webhooks that are composed in one turn of the event loop: to sign one takes 0.05 ms. */
const maxTogether = 32

/** A webhook on its way through the queue. */
export interface QueuedPost {
  /** Composes the request once there is room, so that its signature has the time of sending. */
  compose(): Post
  /** Receives the result; null if the queue was closed while the webhook waited. */
  end(result: PostResult | null): void
}

/** The requests to one URL. */
interface Queue {
  readonly url: string
  /** The number of webhooks that have a place among those in flight. */
  inFlight: number
  readonly waiting: Fifo<QueuedPost>
}

/**
 * Posts webhooks, a limited number at a time to each URL: a receiver that hangs delays its own webhooks only. Those of one
 * URL are posted in the order in which they were added.
 *
 * The webhooks that get a place in one turn of the event loop are posted at its end, after all were composed. Between two
 * requests a receiver would fall asleep while the second is signed, and to wake it costs as much as to sign.
 */
export class UrlQueue {
  readonly #queues = new Map<string, Queue>()
  #placed: Placed[] = []
  readonly #onLeave = (queue: Queue) => this.#leave(queue)
  #isClosed = false

  /** @param atEnd calls back at the end of the turn of the event loop, or at once */
  constructor(
    private readonly transport: Transport,
    private readonly atEnd: (callback: () => void) => void = setImmediate,
  ) {}

  /** Posts a webhook once there is room. */
  add(url: string, post: QueuedPost): void {
    if (this.#isClosed) {
      post.end(null)
      return
    }
    let queue = this.#queues.get(url)
    if (queue === undefined) {
      queue = { url, inFlight: 0, waiting: new Fifo() }
      this.#queues.set(url, queue)
    }
    if (queue.inFlight >= maxConcurrent) {
      queue.waiting.push(post)
      return
    }
    queue.inFlight++
    this.#place(queue, post)
  }

  /** Stops sending: webhooks that wait end with null, those in flight with their result. */
  close(): void {
    this.#isClosed = true
    for (const { waiting } of this.#queues.values())
      for (let post = waiting.take(); post !== undefined; post = waiting.take()) post.end(null)
  }

  #place(queue: Queue, post: QueuedPost): void {
    if (this.#placed.push(new Placed(queue, post, this.#onLeave)) === 1) this.atEnd(() => this.#postPlaced())
  }

  #postPlaced(): void {
    const placed = this.#placed.splice(0, maxTogether)
    if (this.#placed.length > 0) this.atEnd(() => this.#postPlaced())
    const posts = placed.map(({ queued }) => queued.compose())
    const sentAt = monotonicMs()
    let index = 0
    for (const place of placed) this.transport(posts[index++] as Post, place, sentAt)
  }

  /** Gives the place of a webhook to the next one. */
  #leave(queue: Queue): void {
    const post = queue.waiting.take()
    if (post !== undefined) this.#place(queue, post)
    else if (--queue.inFlight === 0) this.#queues.delete(queue.url)
  }
}

/** A webhook that has a place among those in flight. */
class Placed implements PostEnd {
  constructor(
    private readonly queue: Queue,
    readonly queued: QueuedPost,
    private readonly onLeave: (queue: Queue) => void,
  ) {}

  end(result: PostResult): void {
    this.onLeave(this.queue)
    this.queued.end(result)
  }
}
