import type { Trace } from '../core/trace.js'
import type { WebhookFault } from '../core/webhook-records.js'
import { toTraceHeaders } from '../wire/trace.js'
import { Signer, webhookHeaders } from './signature.js'
import { StandardWebhooksSigner } from './standard-webhooks.js'

/** The signed HTTP request of an event. */
export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface ComposeOptions {
  readonly eventId: string
  /** Unix seconds of the wall clock: receivers compare it with theirs (W6). */
  readonly stampSecs: number
  readonly fault: WebhookFault | null
  /** Headers of the user's own, outside the signature (W13). */
  readonly headers: Readonly<Record<string, string>>
  /** The trace that the webhook continues; a header of the user's own takes precedence. */
  readonly trace: Trace | null
}

/** Age of a stale timestamp; receivers allow 300 s (W6). Seconds. */
const staleSecs = 600

/** Signs events, correctly or with a webhook fault. */
export class Composer {
  readonly #standard: StandardWebhooksSigner | undefined
  #stranger: Signer | undefined

  /** @param isStandard also adds the headers that SDK 7.0 to 7.17 verify (W10) */
  constructor(
    private readonly signer: Signer,
    isStandard: boolean,
  ) {
    this.#standard = isStandard ? new StandardWebhooksSigner(signer.publicKey) : undefined
  }

  compose(body: string, { eventId, stampSecs, fault, headers: additional, trace }: ComposeOptions): SignedRequest {
    const stamp = fault === 'stale-timestamp' ? stampSecs - staleSecs : stampSecs
    const signed = fault === 'wrong-signature' ? `${body} ` : body
    const signer = fault === 'wrong-key' ? this.#signAsStranger() : this.signer
    const isTraced = Object.keys(additional).some((name) => /^traceparent$/i.test(name))
    const headers = {
      ...(isTraced ? {} : toTraceHeaders(trace)),
      ...additional,
      ...webhookHeaders,
      ...signer.sign(stamp, signed),
      ...this.#standard?.sign(eventId, stamp, signed),
    }
    // Changes one byte, in a field that every event has.
    return {
      headers,
      body: fault === 'altered-body' ? body.replace('"record_type":"event"', '"record_type":"Event"') : body,
    }
  }

  #signAsStranger(): Signer {
    this.#stranger ??= Signer.fromSeed('another sender')
    return this.#stranger
  }
}
