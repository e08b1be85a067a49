import { createHash } from 'node:crypto'
import { Signer, webhookHeaders } from '../../webhook/signature.js'
import { StandardWebhooksSigner } from '../../webhook/standard-webhooks.js'
import type { Delivery } from './delivery.js'
import { type EventDetails, type EventType, type ExampleEvent, exampleEvent } from './event.js'

export interface ComposerOptions {
  readonly signer: Signer
  /** Base64: what the other header family is signed with. */
  readonly standardWebhooksSecret: string
  readonly deliveredTo: string
  /** The wall clock. Unix milliseconds. */
  readonly now: () => number
}

/** Writes the events of one check and signs them, rightly or wrongly. With the same key and clock it writes the same. */
export class Composer {
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

  /** An id that no earlier check has used, so that what a receiver remembers of that one does not matter. */
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

  /** @param content an event, or the text of one @param ageSecs how old the stamp is; below 0 it lies in the future */
  sign(content: object | string, { ageSecs = 0, signer = this.#options.signer } = {}): Delivery {
    const body = toText(content)
    return toDelivery(body, signer.sign(this.#nowSecs() - ageSecs, body))
  }

  signAsSomebodyElse(event: ExampleEvent): Delivery {
    return this.sign(event, { signer: Signer.fromSeed(`not ${this.#options.signer.publicKey}`) })
  }

  signInTheOtherFamily(event: ExampleEvent): Delivery {
    const body = toText(event)
    return toDelivery(body, { ...this.#otherFamily.sign(event.data.id, this.#nowSecs(), body) })
  }

  leaveUnsigned(event: ExampleEvent): Delivery {
    return toDelivery(toText(event), {})
  }

  /** A signature of the right length that nobody made. */
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
export function withHeaders(delivery: Delivery, headers: Record<string, string>): Delivery {
  return { ...delivery, headers: { ...delivery.headers, ...headers } }
}

/** The same headers over a body in which one text is replaced by another. */
export function withBodyAltered(delivery: Delivery, from: string, to: string): Delivery {
  return { ...delivery, pieces: [Buffer.from(Buffer.concat(delivery.pieces).toString().replace(from, to))] }
}

/** The same body, cut before each of the offsets. Bytes, ascending. */
export function cutAt(delivery: Delivery, offsets: readonly number[]): Delivery {
  const body = Buffer.concat(delivery.pieces)
  return { ...delivery, pieces: [0, ...offsets].map((start, index) => body.subarray(start, offsets[index])) }
}

function toText(content: object | string): string {
  return typeof content === 'string' ? content : JSON.stringify(content)
}

function toDelivery(body: string, signature: object): Delivery {
  return { headers: { ...webhookHeaders, ...signature }, pieces: [Buffer.from(body)] }
}
