import { type KeyObject, sign } from 'node:crypto'
import { privateKeyFromSeed, publicKeyOf, readPrivateKey } from './ed25519-key.js'

/** The headers that every webhook carries besides its signature (W6). */
export const webhookHeaders = { 'content-type': 'application/json', 'user-agent': 'telnyx-webhooks' } as const

/** The two headers by which a receiver knows that the vendor sent a body, and when (W6). */
export interface SignatureHeaders {
  /** Base64 of the 64 bytes of the signature. */
  readonly 'telnyx-signature-ed25519': string
  /** Unix seconds. */
  readonly 'telnyx-timestamp': string
}

/** Signs webhooks as the vendor does. Make one and keep it: reading a key costs ten times as much as a signature. */
export class Signer {
  /** Base64 of 32 bytes: what receivers are given as TELNYX_PUBLIC_KEY. */
  readonly publicKey: string
  readonly #privateKey: KeyObject

  constructor(privateKey: KeyObject) {
    this.#privateKey = privateKey
    this.publicKey = publicKeyOf(privateKey)
  }

  /** The same text gives the same key pair. */
  static fromSeed(seed: string): Signer {
    return new Signer(privateKeyFromSeed(seed))
  }

  /** From base64 of 32 bytes, or PKCS8 PEM. @throws {KeyError} */
  static fromPrivateKey(text: string): Signer {
    return new Signer(readPrivateKey(text))
  }

  /**
   * Signs `<timestamp>|<body>` (W6).
   *
   * @param timestampSecs whole unix seconds of the wall clock: receivers refuse what is 300 s away from theirs
   * @param body exactly the text that goes over the wire, as UTF-8
   */
  sign(timestampSecs: number, body: string): SignatureHeaders {
    const signature = sign(null, Buffer.from(`${timestampSecs}|${body}`), this.#privateKey)
    return { 'telnyx-signature-ed25519': signature.toString('base64'), 'telnyx-timestamp': String(timestampSecs) }
  }
}
