import type { Trace } from '../core/trace.js'
import type { WebhookFault } from '../core/webhook-records.js'
import { toTraceHeaders } from '../wire/trace.js'
import { toSentBody } from './sent-body.js'
import { type SignatureHeaders, Signer, webhookHeaders } from './signature.js'
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

const isTraced = (headers: ComposeOptions['headers']) =>
  Object.keys(headers).some((name) => /^traceparent$/i.test(name))

function isEmpty(headers: ComposeOptions['headers']): boolean {
  for (const _ in headers) return false
  return true
}

/** The headers of most webhooks: the same in the same order as the general ones, without joining objects. */
const toPlainHeaders = (signature: SignatureHeaders): SignedRequest['headers'] => ({
  'content-type': webhookHeaders['content-type'],
  'user-agent': webhookHeaders['user-agent'],
  'telnyx-signature-ed25519': signature['telnyx-signature-ed25519'],
  'telnyx-timestamp': signature['telnyx-timestamp'],
})

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
    const signature = signer.sign(stamp, signed)
    const headers =
      trace === null && this.#standard === undefined && isEmpty(additional)
        ? toPlainHeaders(signature)
        : {
            ...(isTraced(additional) ? {} : toTraceHeaders(trace)),
            ...additional,
            ...webhookHeaders,
            ...signature,
            ...this.#standard?.sign(eventId, stamp, signed),
          }
    return { headers, body: toSentBody(body, fault) }
  }

  #signAsStranger(): Signer {
    this.#stranger ??= Signer.fromSeed('another sender')
    return this.#stranger
  }
}
