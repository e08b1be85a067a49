/** What a verb has to say: to a person, and with --json to a program. */
export interface Answer {
  readonly text: string
  readonly json: unknown
  /** The verb could run and found something: exit code 1. */
  readonly isFinding?: boolean
}

/** Puts an answer on stdout. */
export function say({ text, json, isFinding = false }: Answer, { json: asJson = false }: { json?: boolean }): void {
  print(asJson ? JSON.stringify(json) : text)
  if (isFinding) process.exitCode = 1
}

let isGuarded = false

/** Puts one line or several on stdout; nothing for an empty text. When nobody reads any more, the command is done. */
export function print(text: string): void {
  if (!isGuarded) {
    isGuarded = true
    process.stdout.on('error', ({ code }: NodeJS.ErrnoException) =>
      process.exit(code === 'EPIPE' ? process.exitCode : 1),
    )
  }
  if (text !== '') process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
}
