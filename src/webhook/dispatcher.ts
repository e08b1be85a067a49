import { setImmediate } from 'node:timers'
import type { Sandbox } from '../core/sandbox.js'
import type { Tape } from '../core/tape.js'
import type { WebhookDelivery, WebhookEvent } from '../core/webhook-records.js'
import { webhookHeadersOf } from '../core/webhooks.js'
import { toWebhookText } from '../wire/webhook-text.js'
import type { Composer, SignedRequest } from './compose.js'
import { InFlight } from './in-flight.js'
import { Posting, type PostingParts, stampOf } from './posting.js'
import type { Signing } from './signing.js'
import { createTargetGuard } from './targets.js'
import type { createTransport, Transport } from './transport.js'
import { UrlQueue } from './url-queue.js'

export interface DispatcherParts extends Omit<PostingParts, 'onEnd'> {
  /** Called for the first webhook. */
  readonly loadTransport: () => Promise<Tools['transport']>
  /** Called for the first webhook: signing needs Node's crypto, which is slow to load. */
  readonly loadComposer: () => Promise<Composer>
}

/** What the first webhook loads: Node's crypto and its HTTP clients are slow to load. */
interface Tools {
  readonly composer: Composer
  readonly transport: ReturnType<typeof createTransport>
  readonly urlQueue: UrlQueue
}

/** Sends the webhooks of sandboxes through the URL queue and records the results, independently of requests. */
export class Dispatcher {
  readonly #inFlight = new InFlight()
  readonly #parts: DispatcherParts & PostingParts
  /** Webhooks of the present command, which are sent after it. */
  #added: Posting[] = []
  #loading: Promise<Tools> | undefined
  #tools: Tools | undefined
  #isClosed = false

  constructor(parts: DispatcherParts) {
    this.#parts = { ...parts, onEnd: (posting) => this.#inFlight.remove(posting) }
  }

  /** Starts sending a webhook; the sandbox records the result. */
  post(sandbox: Sandbox, delivery: WebhookDelivery): void {
    this.#parts.tape?.onAttempt(sandbox, delivery)
    const posting = new Posting(sandbox, delivery, this.#parts)
    this.#inFlight.add(posting)
    if (this.#added.push(posting) === 1) void this.#load().then((tools) => this.#startAdded(tools))
  }

  /** Whether a sandbox has attempts in flight. */
  isBusy(sandbox: Sandbox): boolean {
    return this.#inFlight.has(sandbox)
  }

  /** Waits until no attempt of a sandbox is in flight, or none of the given deliveries. */
  drain(sandbox: Sandbox, only?: readonly WebhookDelivery[]): Promise<void> {
    return this.#inFlight.drain(sandbox, only)
  }

  /** Signs an event as the first attempt at a URL would. */
  async sign(sandbox: Sandbox, event: WebhookEvent, url: string): Promise<SignedRequest> {
    const { composer } = await this.#load()
    return composer.compose(toWebhookText(event, 1, url), {
      eventId: event.id,
      stampSecs: stampOf(this.#parts.wall),
      fault: null,
      headers: webhookHeadersOf(sandbox.world),
      trace: event.trace,
    })
  }

  /** Stops sending and waits for the attempts in flight. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#tools?.urlQueue.close()
    for (const sandbox of this.#inFlight.sandboxes()) await this.drain(sandbox)
    this.#tools?.transport.close()
  }

  #startAdded({ composer, urlQueue }: Tools): void {
    const added = this.#added
    this.#added = []
    for (const posting of added) posting.start(composer, urlQueue)
  }

  #load(): Promise<Tools> {
    this.#loading ??= this.#loadOnce()
    return this.#loading
  }

  async #loadOnce(): Promise<Tools> {
    const { loadComposer, loadTransport, tape } = this.#parts
    const [composer, transport] = await Promise.all([loadComposer(), loadTransport()])
    // A run has the time at which each webhook was composed.
    const atEnd = tape === undefined ? undefined : (callback: () => void) => callback()
    const send: Transport =
      tape === undefined ? transport.send : (...post) => (tape.posts ? transport.send : postNothing)(...post)
    const urlQueue = new UrlQueue(send, atEnd)
    if (this.#isClosed) urlQueue.close()
    this.#tools = { composer, transport, urlQueue }
    return this.#tools
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
  { change, whenReady }: Pick<DispatcherParts, 'change' | 'whenReady'>,
  { hosts = [], isInContainer }: TargetOptions = {},
  tape?: Tape,
): Dispatcher {
  return new Dispatcher({
    loadTransport: async () => {
      const { createTransport } = await import('./transport.js')
      return createTransport(undefined, createTargetGuard(hosts), isInContainer)
    },
    loadComposer,
    wall,
    change,
    whenReady,
    tape,
  })
}

/** A transport while a run is repeated without its application. */
const postNothing: Transport = (_, waiting) =>
  void setImmediate(() => waiting.end({ status: null, error: null, response: null, tookMs: 0 }))
