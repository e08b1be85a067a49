import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readBase64 } from './base64.js'
import { KeyError } from './key-error.js'

/** The bytes before the 32 bytes of an Ed25519 private key in PKCS8 DER (RFC 8410). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')

const keyBytes = 32

/** The default seed, so that the emulator and the receiver audit sign with the same key pair. */
export const defaultKeySeed = 'telnyx-verify-emulator'

/** Derives a key from a text, always the same one. Anyone who knows the text can sign, so it is for development only. */
export function privateKeyFromSeed(seed: string): KeyObject {
  return fromBytes(createHash('sha256').update(seed).digest())
}

/**
 * Reads an Ed25519 private key from base64 of its 32 bytes, or from PKCS8 PEM, whose line breaks may be written as `\n`.
 *
 * @throws {KeyError}
 */
export function readPrivateKey(text: string): KeyObject {
  const trimmed = text.trim()
  return trimmed.startsWith('-----BEGIN') ? fromPem(trimmed.replaceAll('\\n', '\n')) : fromBase64(trimmed)
}

/** Base64 of the 32 bytes, as the vendor's portal shows a public key and as TELNYX_PUBLIC_KEY holds it (W6). */
export function publicKeyOf(privateKey: KeyObject): string {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(-keyBytes).toString('base64')
}

function fromBytes(bytes: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, bytes]), format: 'der', type: 'pkcs8' })
}

function fromBase64(text: string): KeyObject {
  const bytes = readBase64(text)
  if (bytes?.length === keyBytes) return fromBytes(bytes)
  const found = bytes === undefined ? 'This text is neither.' : `This text is base64 of ${bytes.length} bytes.`
  throw new KeyError(
    `The webhook private key must be base64 of the 32 bytes of an Ed25519 key, or its PKCS8 PEM. ${found}`,
  )
}

function fromPem(pem: string): KeyObject {
  const advice = 'To generate one, run: openssl genpkey -algorithm ed25519'
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch (error) {
    throw new KeyError(`The PEM does not contain a readable private key (${(error as Error).message}). ${advice}`)
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw new KeyError(
      `The webhook private key must be an Ed25519 key; the type of the key in the PEM is ${key.asymmetricKeyType}. ${advice}`,
    )
  return key
}
