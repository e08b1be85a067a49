import { VerifyEmulatorError } from './error-base.js'

/**
 * A request to an emulator in this process that is closed.
 *
 * @example
 * ```ts
 * await emulator.fetch('/health').catch((error) => {
 *   if (!(error instanceof ClosedError)) throw error
 * })
 * ```
 */
export class ClosedError extends VerifyEmulatorError {
  override readonly name = 'ClosedError'
  override readonly code = 'closed'

  constructor() {
    super('This emulator is closed. Create another one with createEmulator().')
  }
}
