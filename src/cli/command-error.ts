import { VerifyEmulatorError } from '../wire/error-base.js'

/** An expected failure of the command: one line for a person, and the exit code. */
export class CommandError extends Error {
  constructor(
    message: string,
    /** 1: a problem or failure; 2: bad usage. */
    readonly exitCode: 1 | 2,
  ) {
    super(message)
  }
}

/** Whether an error says what to do, so that a report shows it as the reason why something could not run. */
export const isExplained = (error: unknown): boolean =>
  error instanceof VerifyEmulatorError || error instanceof CommandError
