import { defaultKeySeed } from '../../webhook/ed25519-key.js'
import { Signer } from '../../webhook/signature.js'
import { CannotCheck } from './cannot-check.js'
import type { KeyOptions } from './options.js'

/** The longest time-out that a timer can hold. Milliseconds. */
const maxTimeoutMs = 2 ** 31 - 1

/** @throws {KeyError} */
export function signerOf({ privateKey, seed = defaultKeySeed }: KeyOptions): Signer {
  return privateKey === undefined ? Signer.fromSeed(String(seed)) : Signer.fromPrivateKey(privateKey)
}

/** @throws {CannotCheck} */
export function readTimeout(timeoutMs: number): number {
  if (Number.isInteger(timeoutMs) && timeoutMs > 0 && timeoutMs <= maxTimeoutMs) return timeoutMs
  throw new CannotCheck(`The time-out must be a whole number of milliseconds above 0, not ${timeoutMs}.`)
}

/** @throws {CannotCheck} for what is no URL of http or https */
export function readUrl(target: string | URL): URL {
  const url = URL.canParse(String(target)) ? new URL(target) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  throw new CannotCheck(`${target} is no URL of a receiver. Write it out, as http://localhost:3000/webhooks.`)
}
