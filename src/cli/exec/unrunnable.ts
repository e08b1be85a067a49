import { CommandError } from '../command-error.js'

/** Reasons of the system in plain words, by code. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'command not found',
  ENOTDIR: 'command not found',
  EACCES: 'permission denied',
  ENOEXEC: 'it is not a program for this machine',
  E2BIG: 'its arguments are too long',
}

/** Says why a command cannot be run. */
export function explainUnrunnable(command: string, { code, message }: NodeJS.ErrnoException): string {
  return `${command} cannot be run: ${reasons[code ?? ''] ?? message}.`
}

/** @throws {CommandError} 2 for an empty text, which no program can be named by */
export function requireCommand(command: string): void {
  if (command === '') throw new CommandError('The command is an empty text. Name a program after --.', 2)
}
