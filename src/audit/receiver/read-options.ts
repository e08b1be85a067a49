import type { OptionNames } from '../../client/check-options.js'
import { CannotRunError } from '../../report/report.js'
import { defaultKeySeed } from '../../webhook/ed25519-key.js'
import { Signer } from '../../webhook/signature.js'
import { maxTimerMs, readDuration } from '../../wire/duration.js'
import type { ReceiverKeyOptions } from './options.js'

export const keyOptionNames: OptionNames<ReceiverKeyOptions> = { privateKey: true, seed: true }

/** @throws {KeyError} */
export function signerOf({ privateKey, seed = defaultKeySeed }: ReceiverKeyOptions): Signer {
  return privateKey === undefined ? Signer.fromSeed(String(seed)) : Signer.fromPrivateKey(privateKey)
}

/** Reads a duration in milliseconds. @throws {CannotRunError} unless a timer can wait that long */
export function readReceiverTimeout(timeout: number | string): number {
  try {
    const ms = readDuration(timeout)
    if (ms > 0 && ms <= maxTimerMs) return ms
  } catch {
    // The message below says more.
  }
  throw new CannotRunError(
    `The timeout must be a duration like 2s or 500ms, or a number of milliseconds above 0, not ${JSON.stringify(timeout)}.`,
  )
}

/** @throws {CannotRunError} for anything but an HTTP or HTTPS URL */
export function readUrl(target: string | URL): URL {
  const url = URL.canParse(String(target)) ? new URL(target) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  throw new CannotRunError(`"${target}" is not a valid receiver URL. Use one like http://localhost:3000/webhooks.`)
}
