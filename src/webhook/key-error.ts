import { VerifyEmulatorError } from '../wire/error-base.js'

/**
 * The webhook signing key or secret is not valid; the message says what is expected. The class has its own file because
 * it is public, and the types of the files that use it depend on Node's.
 *
 * @example
 * ```ts
 * await createEmulator({ webhooks: { privateKey } }).catch((error) => {
 *   if (error instanceof KeyError) console.error(error.message)
 *   else throw error
 * })
 * ```
 */
export class KeyError extends VerifyEmulatorError {
  override readonly name = 'KeyError'
  override readonly code = 'invalid_key'
}
