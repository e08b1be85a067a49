import { VerifyEmulatorError } from './error-base.js'

/**
 * Invalid user input: in a request to the control API, an option or a config file. The message says what is expected.
 *
 * @example
 * ```ts
 * await createEmulator(options).catch((error) => {
 *   if (error instanceof InputError) console.error(error.message)
 *   else throw error
 * })
 * ```
 */
export class InputError extends VerifyEmulatorError {
  override readonly name: string = 'InputError'
  override readonly code: string = 'invalid_input'

  constructor(
    message: string,
    /** HTTP status of the control API's answer. */
    readonly status: 400 | 422 = 422,
  ) {
    super(message)
  }
}

/**
 * A file that cannot be used. The message names the file, the place in it and the next step.
 *
 * @example
 * ```ts
 * await createEmulator({ fixtures: 'verify.json' }).catch((error) => {
 *   if (error instanceof FileError) console.error(error.message)
 *   else throw error
 * })
 * ```
 */
export class FileError extends InputError {
  override readonly name = 'FileError'
  override readonly code = 'file_unreadable'
}
