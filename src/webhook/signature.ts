import { type KeyObject, sign } from 'node:crypto'
import { privateKeyFromSeed, publicKeyOf, readPrivateKey } from './ed25519-key.js'

/** The headers of every webhook, besides its signature (W6). */
export const webhookHeaders = { 'content-type': 'application/json', 'user-agent': 'telnyx-webhooks' } as const

/** The two headers that prove to a receiver that the vendor sent a body, and when (W6). */
export interface SignatureHeaders {
  /** Base64 of the 64 bytes of the signature. */
  readonly 'telnyx-signature-ed25519': string
  /** Unix seconds. */
  readonly 'telnyx-timestamp': string
}

/** Memory for what is signed, which is read before the signature is returned: most webhooks are shorter. */
let scratch: Buffer | undefined
const scratchBytes = 8192

/** The most bytes in UTF-8 of a character of a text. */
const mostBytesOfUnit = 3

/** Signs webhooks as the vendor does. Reuse it: reading a key takes ten times as long as signing. */
export class Signer {
  /** Base64 of 32 bytes, which receivers expect in TELNYX_PUBLIC_KEY. */
  readonly publicKey: string
  readonly #privateKey: KeyObject

  constructor(privateKey: KeyObject) {
    this.#privateKey = privateKey
    this.publicKey = publicKeyOf(privateKey)
  }

  /** Creates a signer whose key pair is derived from a text, always the same one. */
  static fromSeed(seed: string): Signer {
    return new Signer(privateKeyFromSeed(seed))
  }

  /** Creates a signer from base64 of 32 bytes, or PKCS8 PEM. @throws {KeyError} */
  static fromPrivateKey(text: string): Signer {
    return new Signer(readPrivateKey(text))
  }

  /**
   * Signs `<timestamp>|<body>` (W6).
   *
   * @param timestampSecs whole Unix seconds of the wall clock; receivers reject timestamps more than 300 s from theirs
   * @param body exactly the text that is sent, as UTF-8
   */
  sign(timestampSecs: number, body: string): SignatureHeaders {
    const signature = this.#sign(`${timestampSecs}|`, body).toString('base64')
    return { 'telnyx-signature-ed25519': signature, 'telnyx-timestamp': String(timestampSecs) }
  }

  /** Signs a text as it is. @returns 64 bytes */
  signText(text: string): Buffer {
    return this.#sign('', text)
  }

  /** Signs two texts that follow each other, without joining them first. */
  #sign(start: string, rest: string): Buffer {
    if ((start.length + rest.length) * mostBytesOfUnit > scratchBytes)
      return sign(null, Buffer.from(start + rest), this.#privateKey)
    scratch ??= Buffer.allocUnsafeSlow(scratchBytes)
    const startEnd = scratch.write(start)
    return sign(null, scratch.subarray(0, startEnd + scratch.write(rest, startEnd)), this.#privateKey)
  }
}
