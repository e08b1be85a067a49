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

/** A file that cannot be used. The message names the file, the place in it and what to do. */
export class FileError extends InputError {
  override readonly name = 'FileError'
  override readonly code = 'file_unreadable'
}
