import { createHash } from 'node:crypto'
import { Signer, webhookHeaders } from '../../webhook/signature.js'
import { StandardWebhooksSigner } from '../../webhook/standard-webhooks.js'
import type { WebhookHeaders } from '../../wire/webhook-headers.js'
import { type EventDetails, type EventType, type ExampleEvent, exampleEvent, usualCompletionEvent } from './event.js'
import type { ReceiverPost } from './post.js'

export interface ComposerOptions {
  readonly signer: Signer
  /** The secret of the other header family, in base64. */
  readonly standardWebhooksSecret: string
  readonly deliveredTo: string
  /** The name of the event that ends a verification (W3). @default 'verification.complete' */
  readonly completionEvent?: string
  /** Headers of every post besides the vendor's (W13). @default {} */
  readonly headers?: WebhookHeaders
  /** The wall clock. Unix milliseconds. */
  readonly now: () => number
}

/** Composes the events of one audit and signs them, correctly or not. The same key and clock compose the same events. */
export class EventComposer {
  /** The event that is sent twice. */
  readonly original: { readonly id: string; readonly verificationId: string; readonly occurredAt: number }
  readonly #options: ComposerOptions
  readonly #otherFamily: StandardWebhooksSigner
  readonly #startedAt: number
  #idsGiven = 0
  #picks = 0

  /** @throws {KeyError} for a secret that is not base64 */
  constructor(options: ComposerOptions) {
    this.#options = options
    this.#otherFamily = new StandardWebhooksSigner(options.standardWebhooksSecret)
    this.#startedAt = options.now()
    this.original = { id: this.newId(), verificationId: this.newId(), occurredAt: this.#startedAt }
  }

  /** An ID that no earlier audit has used, so that a receiver does not remember it. */
  newId(): string {
    const hex = this.#bytes(`id ${this.#idsGiven++}`, 16).toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
  }

  event(eventType: EventType, details: Partial<EventDetails> = {}): ExampleEvent {
    const { id = this.newId(), verificationId = this.newId(), occurredAt = this.secsAgo(0), attempt = 1 } = details
    const { deliveredTo, completionEvent = usualCompletionEvent } = this.#options
    return exampleEvent({ id, eventType, verificationId, occurredAt, attempt, deliveredTo, completionEvent })
  }

  /** The type as it is sent: the completion event may have another name (W3). */
  nameOf(eventType: EventType): string {
    return this.event(eventType, { id: '', verificationId: '' }).data.event_type
  }

  /** Unix milliseconds. */
  secsAgo(secs: number): number {
    return this.#options.now() - secs * 1000
  }

  /** @param content an event, or the text of one @param ageSecs the age of the timestamp; negative for the future */
  sign(content: object | string, { ageSecs = 0, signer = this.#options.signer } = {}): ReceiverPost {
    const body = toBody(content)
    return this.post(body, signer.sign(this.nowSecs() - ageSecs, body))
  }

  signWithAnotherKey(event: ExampleEvent): ReceiverPost {
    return this.sign(event, { signer: Signer.fromSeed(`not ${this.#options.signer.publicKey}`) })
  }

  signInTheOtherFamily(event: ExampleEvent): ReceiverPost {
    const body = toBody(event)
    return this.post(body, this.#otherFamily.sign(event.data.id, this.nowSecs(), body))
  }

  /** Posts a body with headers in place of a signature. */
  post(content: object | string, headers: object): ReceiverPost {
    return {
      headers: { ...this.#options.headers, ...webhookHeaders, ...headers },
      pieces: [Buffer.from(toBody(content))],
    }
  }

  /** Signs a text of any form with the right key. @param seed derives another key pair */
  signText(text: string, seed?: string): Buffer {
    const signer = seed === undefined ? this.#options.signer : Signer.fromSeed(seed)
    return signer.signText(text)
  }

  /** Random bytes with the length of a signature. */
  noise(): string {
    return this.#bytes('noise', 64).toString('base64')
  }

  /** A number below a limit, which looks random and is the same in the next audit with the same key and clock. */
  pick(limit: number): number {
    return (this.#bytes(`pick ${this.#picks++}`, 1)[0] ?? 0) % limit
  }

  /** Whole Unix seconds. */
  nowSecs(): number {
    return Math.floor(this.#options.now() / 1000)
  }

  #bytes(purpose: string, length: number): Buffer {
    const text = `${this.#options.signer.publicKey} ${this.#startedAt} ${purpose}`
    return createHash('sha512').update(text).digest().subarray(0, length)
  }
}

/** The same headers, with some replaced. */
export function withHeaders(post: ReceiverPost, headers: Record<string, string>): ReceiverPost {
  return { ...post, headers: { ...post.headers, ...headers } }
}

/** The post without some of its headers. */
export function withoutHeaders({ headers, pieces }: ReceiverPost, ...names: readonly string[]): ReceiverPost {
  return { headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name))), pieces }
}

/** The same body, split before each offset. Bytes, ascending. */
export function cutAt(post: ReceiverPost, offsets: readonly number[]): ReceiverPost {
  const body = Buffer.concat(post.pieces)
  return { ...post, pieces: [0, ...offsets].map((start, index) => body.subarray(start, offsets[index])) }
}

function toBody(content: object | string): string {
  return typeof content === 'string' ? content : JSON.stringify(content)
}
