import { toTerminal } from '../../report/color-marks.js'
import { toVisible } from '../../wire/visible-text.js'

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

/** Makes all of a text visible but its line breaks and our own colors. Every output of the command goes through it. */
export function toPrintable(text: string): string {
  return toTerminal(text, (part) => toVisible(part, { keepsLines: true }))
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
  if (text !== '') process.stdout.write(toPrintable(text.endsWith('\n') ? text : `${text}\n`))
}

/** Prints one or more lines to stderr. */
export function printError(text: string): void {
  process.stderr.write(toPrintable(text.endsWith('\n') ? text : `${text}\n`))
}
