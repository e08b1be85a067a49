/** Why the command ends otherwise than well: one line for a human, and the exit code. */
export class CommandError extends Error {
  constructor(
    message: string,
    /** 1: a finding or failure; 2: bad usage. */
    readonly exitCode: 1 | 2,
  ) {
    super(message)
  }
}
