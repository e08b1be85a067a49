import type { Sandbox } from '../core/sandbox.js'
import type { Tape } from '../core/tape.js'
import type { Attempt, WebhookDelivery } from '../core/webhook-records.js'
import { endAttempt, urlOfAttempt, webhookHeadersOf } from '../core/webhooks.js'
import type { World } from '../core/world.js'
import { toWebhookText } from '../wire/webhook-text.js'
import type { Composer, SignedRequest } from './compose.js'
import type { AttemptInFlight } from './in-flight.js'
import { toSentBody } from './sent-body.js'
import type { Post, PostResult } from './transport.js'
import type { QueuedPost, UrlQueue } from './url-queue.js'

export interface PostingParts {
  /** Unix milliseconds. */
  readonly wall: () => number
  /** Waits until a sandbox may change; undefined if it may at once. */
  readonly whenReady: (sandbox: Sandbox) => Promise<void> | undefined
  /** Changes a sandbox by a command, and commits that; does nothing if it was deleted meanwhile. */
  readonly change: (sandbox: Sandbox, command: (world: World) => void) => void
  /** Records or repeats the results of attempts. */
  readonly tape?: Tape | undefined
  /** Called when an attempt has been recorded, or was not made. */
  readonly onEnd: (posting: Posting) => void
}

/**
 * What was sent, for the record. Its body is written again when it is asked for: most are never read, and the last thousand
 * of a sandbox would be copied by each collection of garbage.
 */
class SentRequest implements SignedRequest {
  constructor(
    readonly headers: SignedRequest['headers'],
    private readonly delivery: WebhookDelivery,
    private readonly number: number,
    private readonly url: string,
  ) {}

  get body(): string {
    const { event, fault } = this.delivery
    return toSentBody(toWebhookText(event, this.number, this.url), fault)
  }
}

/** An attempt from the queue to its record. Without a tape or a wait it needs no promise. */
export class Posting implements AttemptInFlight, QueuedPost {
  previous: AttemptInFlight | undefined
  next: AttemptInFlight | undefined
  #composer: Composer | undefined
  #number = 0
  #url = ''
  #startedAt = 0
  #stampSecs = 0
  #request: SignedRequest | undefined

  constructor(
    readonly sandbox: Sandbox,
    readonly delivery: WebhookDelivery,
    private readonly parts: PostingParts,
  ) {}

  start(composer: Composer, urlQueue: UrlQueue): void {
    this.#composer = composer
    this.#number = this.delivery.attempts.length + 1
    this.#url = urlOfAttempt(this.sandbox.world, this.delivery, this.#number)
    urlQueue.add(this.#url, this)
  }

  compose(): Post {
    const { sandbox, delivery, parts } = this
    const { event, fault } = delivery
    this.#startedAt = sandbox.world.clock.now()
    this.#stampSecs = parts.tape?.stampSecsOf(delivery, this.#number) ?? stampOf(parts.wall)
    const { headers, body } = (this.#composer as Composer).compose(toWebhookText(event, this.#number, this.#url), {
      eventId: event.id,
      stampSecs: this.#stampSecs,
      fault,
      headers: webhookHeadersOf(sandbox.world),
      trace: event.trace,
    })
    this.#request = new SentRequest(headers, delivery, this.#number, this.#url)
    return { url: this.#url, headers, body }
  }

  end(result: PostResult | null): void {
    // A webhook that was not sent stays pending, and is persisted or reported.
    if (result === null || this.#request === undefined) {
      this.parts.onEnd(this)
      return
    }
    const { status, error, response, tookMs, reroutedTo } = result
    const attempt: Attempt = {
      number: this.#number,
      url: this.#url,
      reroutedTo,
      startedAt: this.#startedAt,
      tookMs,
      status,
      error,
      request: this.#request,
      response,
    }
    const { tape, whenReady } = this.parts
    const ready = tape === undefined ? whenReady(this.sandbox) : undefined
    if (tape === undefined && ready === undefined) this.#record(attempt)
    else void this.#recordLater(attempt, ready)
  }

  async #recordLater(attempt: Attempt, ready: Promise<void> | undefined): Promise<void> {
    const { sandbox, delivery, parts } = this
    let counted = attempt
    try {
      if (ready !== undefined) await ready
      else if (parts.tape !== undefined) {
        ;({ attempt: counted } = await parts.tape.endAttempt(sandbox, delivery, {
          attempt,
          stampSecs: this.#stampSecs,
        }))
        await parts.whenReady(sandbox)
      }
    } catch (error) {
      parts.onEnd(this)
      throw error
    }
    this.#record(counted)
  }

  #record(attempt: Attempt): void {
    try {
      this.parts.change(this.sandbox, (world) => endAttempt(world, this.delivery, attempt))
    } finally {
      this.parts.onEnd(this)
    }
  }
}

/** The time stamp of a signature: Unix seconds of the wall clock, which receivers compare with theirs (W6). */
export const stampOf = (wall: () => number) => Math.floor(wall() / 1000)
