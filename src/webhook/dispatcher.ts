import type { Sandbox } from '../core/sandbox.js'
import type { WebhookDelivery, WebhookEvent } from '../core/webhook-records.js'
import { endAttempt, urlOfAttempt } from '../core/webhooks.js'
import { toWebhook } from '../wire/webhook-event.js'
import type { Composer, SignedRequest } from './compose.js'
import type { Signing } from './signing.js'
import { createTransport } from './transport.js'
import { UrlQueue } from './url-queue.js'

export interface DispatcherParts {
  readonly urlQueue: UrlQueue
  /** Lets connections that were kept open go. */
  readonly disconnect: () => void
  /** Loaded at the first webhook: signing needs Node's crypto, which is slow to load. */
  readonly loadComposer: () => Promise<Composer>
  /** Unix milliseconds. */
  readonly wall: () => number
  /** Milliseconds of any clock that only goes forward. */
  readonly stopwatch: () => number
  /** Keeps what an attempt has changed in a sandbox. */
  readonly commit: (sandbox: Sandbox) => void
}

/** Sends the webhooks of sandboxes through the URL queue and notes the results, independently of requests. */
export class Dispatcher {
  /** What is under way, and of which delivery. */
  readonly #underWay = new Map<Sandbox, Map<Promise<void>, WebhookDelivery>>()
  #composer: Promise<Composer> | undefined

  constructor(private readonly parts: DispatcherParts) {}

  /** Starts sending a webhook; the sandbox notes the result. */
  post(sandbox: Sandbox, delivery: WebhookDelivery): void {
    let underWay = this.#underWay.get(sandbox)
    if (underWay === undefined) {
      underWay = new Map()
      this.#underWay.set(sandbox, underWay)
    }
    const done: Promise<void> = this.#deliver(sandbox, delivery).finally(() => {
      underWay.delete(done)
      if (underWay.size === 0) this.#underWay.delete(sandbox)
    })
    underWay.set(done, delivery)
  }

  /** Whether anything of a sandbox is under way. */
  isBusy(sandbox: Sandbox): boolean {
    return this.#underWay.has(sandbox)
  }

  /** Waits until no webhook of a sandbox is under way, or none of the given deliveries. */
  async drain(sandbox: Sandbox, only?: readonly WebhookDelivery[]): Promise<void> {
    for (;;) {
      const underWay = [...(this.#underWay.get(sandbox) ?? [])].filter(
        ([, delivery]) => only?.includes(delivery) ?? true,
      )
      if (underWay.length === 0) return
      await Promise.all(underWay.map(([done]) => done))
    }
  }

  /** An event as it would be posted to a URL at the first attempt. */
  async sign(event: WebhookEvent, url: string): Promise<SignedRequest> {
    const composer = await this.#loadComposer()
    return composer.compose(JSON.stringify(toWebhook(event, 1, url)), {
      eventId: event.id,
      stampSecs: this.#stamp(),
      fault: null,
    })
  }

  /** Starts no more webhooks and waits for those under way. */
  async close(): Promise<void> {
    this.parts.urlQueue.close()
    for (const sandbox of [...this.#underWay.keys()]) await this.drain(sandbox)
    this.parts.disconnect()
  }

  async #deliver(sandbox: Sandbox, delivery: WebhookDelivery): Promise<void> {
    const { urlQueue, stopwatch, commit } = this.parts
    const composer = await this.#loadComposer()
    const number = delivery.attempts.length + 1
    const url = urlOfAttempt(sandbox.world, delivery, number)
    let signedRequest: SignedRequest | undefined
    let startedAt = 0
    let began = 0
    const result = await urlQueue.send(url, () => {
      startedAt = sandbox.world.clock.now()
      began = stopwatch()
      const body = JSON.stringify(toWebhook(delivery.event, number, url))
      signedRequest = composer.compose(body, {
        eventId: delivery.event.id,
        stampSecs: this.#stamp(),
        fault: delivery.fault,
      })
      return { url, ...signedRequest }
    })
    if (result === null || signedRequest === undefined) return // it is still owed, and kept or reported
    const tookMs = Math.max(stopwatch() - began, 0)
    const attempt = { number, url, startedAt, tookMs, request: signedRequest, ...result }
    sandbox.run((world) => endAttempt(world, delivery, attempt))
    commit(sandbox)
  }

  #loadComposer(): Promise<Composer> {
    this.#composer ??= this.parts.loadComposer()
    return this.#composer
  }

  #stamp(): number {
    return Math.floor(this.parts.wall() / 1000)
  }
}

/** A dispatcher with a network. */
export function createDispatcher(
  { loadComposer }: Signing,
  wall: () => number,
  commit: (sandbox: Sandbox) => void,
): Dispatcher {
  const transport = createTransport()
  return new Dispatcher({
    urlQueue: new UrlQueue(transport.post),
    disconnect: transport.close,
    loadComposer,
    wall,
    stopwatch: () => performance.now(),
    commit,
  })
}
