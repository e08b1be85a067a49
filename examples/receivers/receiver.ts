import Telnyx from 'telnyx'
import { SeenIds } from './seen-ids.js'

/** The part of an event that every receiver needs. */
export interface VerifyEvent {
  readonly data: {
    readonly id: string
    readonly event_type: string
    readonly occurred_at: string
    readonly payload: Readonly<Record<string, unknown>>
  }
}

export interface ReceiverOptions {
  /** TELNYX_PUBLIC_KEY: base64 of 32 bytes. */
  readonly publicKey: string
  /** The work. Called once for each event, after the answer. */
  readonly handle: (event: VerifyEvent) => void | Promise<void>
}

/** The part that every framework shares: verify, answer at once, do the work once. */
export class Receiver {
  readonly #telnyx: Telnyx
  readonly #handle: ReceiverOptions['handle']
  readonly #seen = new SeenIds(10_000)

  /** @throws {Error} for an invalid public key, which would make every webhook fail */
  constructor({ publicKey, handle }: ReceiverOptions) {
    if (Buffer.from(publicKey, 'base64').length !== 32) throw new Error('TELNYX_PUBLIC_KEY must be base64 of 32 bytes.')
    this.#telnyx = new Telnyx({ apiKey: 'not used for webhooks', publicKey })
    this.#handle = handle
  }

  /**
   * Handles a delivery and returns the status to answer with.
   *
   * @param rawBody the text as received, not re-serialized JSON
   * @param headers a plain object; the SDK finds no header in a `Headers` object
   */
  async take(rawBody: string, headers: Record<string, string>): Promise<204 | 400> {
    let event: VerifyEvent
    try {
      event = (await this.#telnyx.webhooks.unwrap(rawBody, { headers })) as unknown as VerifyEvent
    } catch {
      return 400
    }
    if (this.#seen.add(event.data.id)) setImmediate(() => void this.#work(event))
    return 204
  }

  async #work(event: VerifyEvent): Promise<void> {
    try {
      await this.#handle(event)
    } catch (error) {
      console.error(`Cannot handle event ${event.data.id}:`, error)
    }
  }
}
