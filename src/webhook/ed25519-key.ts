import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readBase64 } from './base64.js'
import { KeyError } from './key-error.js'

/** Stands before the 32 bytes of an Ed25519 private key in PKCS8 DER (RFC 8410). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')

const keyBytes = 32

/** The seed of whoever names none: sender and receiver kit then sign with the same key pair. */
export const defaultKeySeed = 'telnyx-verify-emulator'

/** The same text gives the same key. Whoever knows the text can sign, so it is for development only. */
export function privateKeyFromSeed(seed: string): KeyObject {
  return fromBytes(createHash('sha256').update(seed).digest())
}

/**
 * An Ed25519 private key from base64 of its 32 bytes, or from PKCS8 PEM, whose line breaks may be written as `\n`.
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
  const found = bytes === undefined ? 'This is neither.' : `This is base64 of ${bytes.length} bytes.`
  throw new KeyError(
    `A private key for webhooks is base64 of the 32 bytes of an Ed25519 key, or its PKCS8 PEM. ${found}`,
  )
}

function fromPem(pem: string): KeyObject {
  const makeOne = 'Make one with: openssl genpkey -algorithm ed25519'
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch (error) {
    throw new KeyError(`The PEM holds no private key that can be read (${(error as Error).message}). ${makeOne}`)
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw new KeyError(`Webhooks are signed with an Ed25519 key; the PEM holds ${key.asymmetricKeyType}. ${makeOne}`)
  return key
}
