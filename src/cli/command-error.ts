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
