import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { readBase64 } from './base64.js'
import { KeyError } from './key-error.js'

/** The headers of the Standard Webhooks specification, which the live service does not send (W10). */
export interface StandardWebhooksHeaders {
  readonly 'webhook-id': string
  /** Unix seconds. */
  readonly 'webhook-timestamp': string
  /** `v1,` and base64 of the HMAC-SHA256. */
  readonly 'webhook-signature': string
}

/**
 * Signs as the Standard Webhooks specification says. The vendor's Node SDK 7.0 to 7.17 looked for these headers, with
 * the public key as the secret (W10); so a receiver built with it takes what is signed with `new
 * StandardWebhooksSigner(signer.publicKey)`.
 */
export class StandardWebhooksSigner {
  readonly #secret: KeyObject

  /** @param secret base64, with or without `whsec_` before it @throws {KeyError} */
  constructor(secret: string) {
    const bytes = readBase64(secret.replace(/^whsec_/, ''))
    if (bytes === undefined || bytes.length === 0)
      throw new KeyError('A Standard Webhooks secret is base64, with or without whsec_ before it.')
    this.#secret = createSecretKey(bytes)
  }

  /**
   * Signs `<id>.<timestamp>.<body>`.
   *
   * @param id of the event, the same over all attempts
   * @param timestampSecs whole unix seconds
   */
  sign(id: string, timestampSecs: number, body: string): StandardWebhooksHeaders {
    const signature = createHmac('sha256', this.#secret).update(`${id}.${timestampSecs}.${body}`).digest('base64')
    return { 'webhook-id': id, 'webhook-timestamp': String(timestampSecs), 'webhook-signature': `v1,${signature}` }
  }
}
