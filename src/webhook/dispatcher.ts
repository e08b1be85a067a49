import type { Sandbox } from '../core/sandbox.js'
import type { Tape } from '../core/tape.js'
import type { Attempt, WebhookDelivery, WebhookEvent } from '../core/webhook-records.js'
import { endAttempt, urlOfAttempt, webhookHeadersOf } from '../core/webhooks.js'
import { toWebhook } from '../wire/webhook-event.js'
import type { Composer, SignedRequest } from './compose.js'
import type { Signing } from './signing.js'
import { createTargetGuard } from './targets.js'
import { createTransport } from './transport.js'
import { UrlQueue } from './url-queue.js'

export interface DispatcherParts {
  readonly urlQueue: UrlQueue
  /** Closes idle keep-alive connections. */
  readonly disconnect: () => void
  /** Called for the first webhook: signing needs Node's crypto, which is slow to load. */
  readonly loadComposer: () => Promise<Composer>
  /** Unix milliseconds. */
  readonly wall: () => number
  /** Milliseconds of a monotonic clock. */
  readonly stopwatch: () => number
  /** Waits until a sandbox may change; undefined if it may at once. */
  readonly whenReady: (sandbox: Sandbox) => Promise<void> | undefined
  /** Commits the changes that an attempt made to a sandbox. */
  readonly commit: (sandbox: Sandbox) => void
  /** Records or repeats the results of attempts. */
  readonly tape?: Tape | undefined
}

/** Sends the webhooks of sandboxes through the URL queue and records the results, independently of requests. */
export class Dispatcher {
  /** The attempts in flight, with their deliveries. */
  readonly #inFlight = new Map<Sandbox, Map<Promise<void>, WebhookDelivery>>()
  #composer: Promise<Composer> | undefined

  constructor(private readonly parts: DispatcherParts) {}

  /** Starts sending a webhook; the sandbox records the result. */
  post(sandbox: Sandbox, delivery: WebhookDelivery): void {
    this.parts.tape?.onAttempt(sandbox, delivery)
    let inFlight = this.#inFlight.get(sandbox)
    if (inFlight === undefined) {
      inFlight = new Map()
      this.#inFlight.set(sandbox, inFlight)
    }
    const done: Promise<void> = this.#deliver(sandbox, delivery).finally(() => {
      inFlight.delete(done)
      if (inFlight.size === 0) this.#inFlight.delete(sandbox)
    })
    inFlight.set(done, delivery)
  }

  /** Whether a sandbox has attempts in flight. */
  isBusy(sandbox: Sandbox): boolean {
    return this.#inFlight.has(sandbox)
  }

  /** Waits until no attempt of a sandbox is in flight, or none of the given deliveries. */
  async drain(sandbox: Sandbox, only?: readonly WebhookDelivery[]): Promise<void> {
    for (let hasWaited = true; hasWaited; ) {
      hasWaited = false
      // A map can be read while it changes: what is added meanwhile comes last.
      for (const [done, delivery] of this.#inFlight.get(sandbox) ?? []) {
        if (only !== undefined && !only.includes(delivery)) continue
        hasWaited = true
        await done
      }
    }
  }

  /** Signs an event as the first attempt at a URL would. */
  async sign(sandbox: Sandbox, event: WebhookEvent, url: string): Promise<SignedRequest> {
    const composer = await this.#loadComposer()
    return composer.compose(JSON.stringify(toWebhook(event, 1, url)), {
      eventId: event.id,
      stampSecs: this.#stamp(),
      fault: null,
      headers: webhookHeadersOf(sandbox.world),
      trace: event.trace,
    })
  }

  /** Stops sending and waits for the attempts in flight. */
  async close(): Promise<void> {
    this.parts.urlQueue.close()
    for (const sandbox of [...this.#inFlight.keys()]) await this.drain(sandbox)
    this.parts.disconnect()
  }

  async #deliver(sandbox: Sandbox, delivery: WebhookDelivery): Promise<void> {
    const { urlQueue, stopwatch, commit, tape } = this.parts
    const composer = await this.#loadComposer()
    const number = delivery.attempts.length + 1
    const url = urlOfAttempt(sandbox.world, delivery, number)
    let signedRequest: SignedRequest | undefined
    let startedAt = 0
    let began = 0
    let stampSecs = 0
    const result = await urlQueue.send(url, () => {
      startedAt = sandbox.world.clock.now()
      began = stopwatch()
      stampSecs = tape?.stampSecsOf(delivery, number) ?? this.#stamp()
      const body = JSON.stringify(toWebhook(delivery.event, number, url))
      signedRequest = composer.compose(body, {
        eventId: delivery.event.id,
        stampSecs,
        fault: delivery.fault,
        headers: webhookHeadersOf(sandbox.world),
        trace: delivery.event.trace,
      })
      return { url, ...signedRequest }
    })
    if (result === null || signedRequest === undefined) return // the webhook stays pending, and is persisted or reported
    const tookMs = Math.max(stopwatch() - began, 0)
    let attempt: Attempt = { number, url, startedAt, tookMs, request: signedRequest, ...result }
    if (tape !== undefined) ({ attempt } = await tape.endAttempt(sandbox, delivery, { attempt, stampSecs }))
    const ready = this.parts.whenReady(sandbox)
    if (ready !== undefined) await ready
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

/** Where a dispatcher may post, and how it finds receivers. */
export interface TargetOptions {
  /** Empty for anywhere. */
  readonly hosts?: readonly string[]
  /** Whether a refused `localhost` is tried again at the machine that this container runs on. */
  readonly isInContainer?: (() => boolean) | undefined
}

/** Creates a dispatcher that posts over the network. */
export function createDispatcher(
  { loadComposer }: Signing,
  wall: () => number,
  { commit, whenReady }: Pick<DispatcherParts, 'commit' | 'whenReady'>,
  { hosts = [], isInContainer }: TargetOptions = {},
  tape?: Tape,
): Dispatcher {
  const transport = createTransport(undefined, createTargetGuard(hosts), isInContainer)
  return new Dispatcher({
    urlQueue: new UrlQueue((post) => (tape?.posts === false ? postNothing() : transport.post(post))),
    disconnect: transport.close,
    loadComposer,
    wall,
    stopwatch: () => process.uptime() * 1000,
    commit,
    whenReady,
    tape,
  })
}

/** A transport for a run that is repeated without its application. */
const postNothing = async () => ({ status: null, error: null, response: null })
