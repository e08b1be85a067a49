import { CommanderError } from 'commander'
import { ControlError } from '../client/errors.js'
import { ConfigError } from '../config/config-error.js'
import { VerifyEmulatorError } from '../wire/error-base.js'
import { InputError } from '../wire/input-error.js'
import { CommandError } from './command-error.js'
import { printError } from './terminal/print.js'

/** How a command sends the token that an emulator asks for. */
const tokenAdvice = 'Commands send the token of --token or TVE_CONTROL_TOKEN.'

/** Prints what a command failed with, and sets the exit code: 1 a problem or failure, 2 bad usage. */
export function reportFailure(error: unknown): void {
  process.exitCode = exitCodeOf(error)
  if (error instanceof CommanderError) return // commander has printed it
  const isExpected =
    error instanceof CommandError || error instanceof ConfigError || error instanceof VerifyEmulatorError
  const advice = error instanceof ControlError && error.status === 401 ? ` ${tokenAdvice}` : ''
  printError(isExpected ? `${error.message}${advice}` : `${(error as Error).stack}`)
}

/** Invalid input is bad usage, also if the emulator refuses it, with 400 or 422. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommandError) return error.exitCode
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof ControlError) return error.status === 400 || error.status === 422 ? 2 : 1
  return error instanceof ConfigError || error instanceof InputError ? 2 : 1
}
