import { createHash } from 'node:crypto'
import { Signer, webhookHeaders } from '../../webhook/signature.js'
import { StandardWebhooksSigner } from '../../webhook/standard-webhooks.js'
import { type EventDetails, type EventType, type ExampleEvent, exampleEvent } from './event.js'
import type { ReceiverPost } from './post.js'

export interface ComposerOptions {
  readonly signer: Signer
  /** The secret of the other header family, in base64. */
  readonly standardWebhooksSecret: string
  readonly deliveredTo: string
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
    return exampleEvent({ id, eventType, verificationId, occurredAt, attempt, deliveredTo: this.#options.deliveredTo })
  }

  /** Unix milliseconds. */
  secsAgo(secs: number): number {
    return this.#options.now() - secs * 1000
  }

  /** @param content an event, or the text of one @param ageSecs the age of the timestamp; negative for the future */
  sign(content: object | string, { ageSecs = 0, signer = this.#options.signer } = {}): ReceiverPost {
    const body = toBody(content)
    return toPost(body, signer.sign(this.#nowSecs() - ageSecs, body))
  }

  signWithAnotherKey(event: ExampleEvent): ReceiverPost {
    return this.sign(event, { signer: Signer.fromSeed(`not ${this.#options.signer.publicKey}`) })
  }

  signInTheOtherFamily(event: ExampleEvent): ReceiverPost {
    const body = toBody(event)
    return toPost(body, { ...this.#otherFamily.sign(event.data.id, this.#nowSecs(), body) })
  }

  leaveUnsigned(event: ExampleEvent): ReceiverPost {
    return toPost(toBody(event), {})
  }

  /** Random bytes with the length of a signature. */
  noise(): string {
    return this.#bytes('noise', 64).toString('base64')
  }

  #nowSecs(): number {
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

/** The same headers with a body in which one text is replaced by another. */
export function withBodyAltered(post: ReceiverPost, from: string, to: string): ReceiverPost {
  return { ...post, pieces: [Buffer.from(Buffer.concat(post.pieces).toString().replace(from, to))] }
}

/** The same body, split before each offset. Bytes, ascending. */
export function cutAt(post: ReceiverPost, offsets: readonly number[]): ReceiverPost {
  const body = Buffer.concat(post.pieces)
  return { ...post, pieces: [0, ...offsets].map((start, index) => body.subarray(start, offsets[index])) }
}

function toBody(content: object | string): string {
  return typeof content === 'string' ? content : JSON.stringify(content)
}

function toPost(body: string, signature: object): ReceiverPost {
  return { headers: { ...webhookHeaders, ...signature }, pieces: [Buffer.from(body)] }
}
