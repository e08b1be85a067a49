import { VerifyEmulatorError } from '../wire/error-base.js'

/**
 * The webhook signing key or secret is not valid; the message says what is expected. The class is public and has a file
 * of its own, because the types of the files that use it need Node's.
 */
export class KeyError extends VerifyEmulatorError {
  override readonly name = 'KeyError'
  override readonly code = 'invalid_key'
}
