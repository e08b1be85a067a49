import { VerifyEmulatorError } from './error-base.js'

/**
 * Invalid input of a user: in a request to the control API, an option, a config file. The message says what is expected.
 */
export class InputError extends VerifyEmulatorError {
  override readonly name: string = 'InputError'
  override readonly code: string = 'invalid_input'

  constructor(
    message: string,
    /** Status of the control API's answer. */
    readonly status: 400 | 422 = 422,
  ) {
    super(message)
  }
}

export class Unusable extends InputError {}
