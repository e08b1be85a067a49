import { CommanderError } from 'commander'
import { ControlError } from '../client/errors.js'
import { ConfigError } from '../config/config-error.js'
import { VerifyEmulatorError } from '../wire/error-base.js'
import { CommandError } from './command-error.js'
import { printError } from './terminal/print.js'

/** Prints what a command failed with, and sets the exit code: 1 a problem or failure, 2 bad usage. */
export function reportFailure(error: unknown): void {
  process.exitCode = exitCodeOf(error)
  if (error instanceof CommanderError) return // commander has printed it
  const isExpected =
    error instanceof CommandError || error instanceof ConfigError || error instanceof VerifyEmulatorError
  printError(isExpected ? error.message : `${(error as Error).stack}`)
}

/** The emulator refuses invalid requests with 400 and 422: that is bad usage. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommandError) return error.exitCode
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof ControlError) return error.status === 400 || error.status === 422 ? 2 : 1
  return error instanceof ConfigError ? 2 : 1
}
