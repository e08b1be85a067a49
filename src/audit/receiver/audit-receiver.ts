import { checkOptions } from '../../client/check-options.js'
import type { FetchHandler, ReceiverKeyOptions, ReceiverOptions } from './options.js'
import { keyOptionNames, signerOf } from './read-options.js'
import type { ReceiverReport } from './report.js'

/**
 * Returns the TELNYX_PUBLIC_KEY that a receiver needs to pass an audit with the same options.
 *
 * @example
 * ```ts
 * const app = createApp({ publicKey: receiverPublicKey() })
 * ```
 *
 * @throws {KeyError} if the private key is invalid
 * @throws {InputError} for an option that does not exist
 */
export function receiverPublicKey(options: ReceiverKeyOptions = {}): string {
  checkOptions('receiverPublicKey()', options, keyOptionNames)
  return signerOf(options).publicKey
}

/**
 * Sends a webhook receiver the deliveries it will meet in production, genuine and forged, one after the other, and
 * judges its answers. It sends to no other address and follows no redirect.
 *
 * @param target the URL of the receiver, or the receiver itself: a function from Request to Response
 *
 * @example
 * ```ts
 * const { failures } = await auditReceiver((request) => app.fetch(request))
 * expect(failures).toEqual([])
 * ```
 *
 * @throws {CannotRunError} if an option is invalid or the receiver cannot be reached
 * @throws {KeyError} if the private key or the secret is invalid
 * @throws {InputError} for an option that does not exist
 */
export async function auditReceiver(
  target: string | URL | FetchHandler,
  options: ReceiverOptions = {},
): Promise<ReceiverReport> {
  const { runAudit } = await import('./run-audit.js') // most importers of the library do not need it
  return runAudit(target, options)
}
