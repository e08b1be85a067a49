import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { readBase64 } from './base64.js'
import { KeyError } from './key-error.js'

/** The headers of the Standard Webhooks specification, which the real service does not send (W10). */
export interface StandardWebhooksHeaders {
  readonly 'webhook-id': string
  /** Unix seconds. */
  readonly 'webhook-timestamp': string
  /** `v1,` and base64 of the HMAC-SHA256. */
  readonly 'webhook-signature': string
}

/**
 * Signs as the Standard Webhooks specification requires. The vendor's Node SDK 7.0 to 7.17 verifies these headers with
 * the public key as the secret (W10), so receivers built with it accept the signatures of `new
 * StandardWebhooksSigner(signer.publicKey)`.
 */
export class StandardWebhooksSigner {
  readonly #secret: KeyObject

  /** @param secret base64, with or without the prefix `whsec_` @throws {KeyError} */
  constructor(secret: string) {
    const bytes = readBase64(secret.replace(/^whsec_/, ''))
    if (bytes === undefined || bytes.length === 0)
      throw new KeyError('The Standard Webhooks secret must be base64, with or without the prefix whsec_.')
    this.#secret = createSecretKey(bytes)
  }

  /**
   * Signs `<id>.<timestamp>.<body>`.
   *
   * @param id ID of the event, the same for all attempts
   * @param timestampSecs whole Unix seconds
   */
  sign(id: string, timestampSecs: number, body: string): StandardWebhooksHeaders {
    const signature = createHmac('sha256', this.#secret).update(`${id}.${timestampSecs}.${body}`).digest('base64')
    return { 'webhook-id': id, 'webhook-timestamp': String(timestampSecs), 'webhook-signature': `v1,${signature}` }
  }
}
