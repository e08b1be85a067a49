import './fetch-globals.js'
import { Command, CommanderError } from 'commander'
import { ControlError } from '../client/errors.js'
import { ConfigError } from '../config/config.js'
import { version } from '../version.js'
import { VerifyEmulatorError } from '../wire/error-base.js'
import { toExamples } from './command.js'
import { CommandError } from './command-error.js'
import { addCommands } from './commands/index.js'
import { print } from './terminal/print.js'

function createProgram(args: readonly string[]): Command {
  const program = new Command('telnyx-verify-emulator')
    .description('A local emulator of the Telnyx Verify API: no account, real outcomes, readable codes.')
    .version(version)
    .showHelpAfterError('Say --help to see what there is.')
    .exitOverride()
    .configureOutput({ writeOut: print })
    // What follows a verb is the verb's, also where its group has the same flag.
    .enablePositionalOptions()
    .addHelpText('after', toExamples(['--port 8374', 'exec -- npm test', 'wait +13035551234', 'fault --help']))
  addCommands(program, args)
  return program
}

/** Runs the command line and sets the exit code: 0 fine, 1 a finding or failure, 2 bad usage. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await createProgram(argv.slice(2)).parseAsync(argv)
  } catch (error) {
    process.exitCode = exitCodeOf(error)
    if (error instanceof CommanderError) return // commander has said it already
    const isOurs = error instanceof CommandError || error instanceof ConfigError || error instanceof VerifyEmulatorError
    process.stderr.write(`${isOurs ? error.message : (error as Error).stack}\n`)
  }
}

/** The emulator refuses what makes no sense with 400 and 422: that is bad usage. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommandError) return error.exitCode
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof ControlError) return error.status === 400 || error.status === 422 ? 2 : 1
  return error instanceof ConfigError ? 2 : 1
}

void main(process.argv)
