/** Something could not be redacted. It says nothing about the cause, whose message might quote a secret. */
export class RedactionError extends Error {
  override readonly name = 'RedactionError'

  constructor() {
    super(
      'An exchange could not be redacted, so nothing of it was written. This is a bug in the emulator; please report it.',
    )
  }
}
