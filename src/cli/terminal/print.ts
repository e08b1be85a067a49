/** The result of a command: for a person, and with --json for a program. */
export interface CommandResult {
  readonly text: string
  readonly json: unknown
  /** The command ran and found a problem: exit code 1. */
  readonly hasProblem?: boolean
}

/** Prints a result to stdout and sets the exit code. */
export function printResult(
  { text, json, hasProblem = false }: CommandResult,
  { json: asJson = false }: { json?: boolean },
): void {
  print(asJson ? JSON.stringify(json) : text)
  if (hasProblem) process.exitCode = 1
}

let isGuarded = false

/** Prints one or more lines to stdout, nothing for an empty text. Ends the process once the reader is gone. */
export function print(text: string): void {
  if (!isGuarded) {
    isGuarded = true
    process.stdout.on('error', ({ code }: NodeJS.ErrnoException) =>
      process.exit(code === 'EPIPE' ? process.exitCode : 1),
    )
  }
  if (text !== '') process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
}
