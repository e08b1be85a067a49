import { Command } from 'commander'
import { version } from '../version.js'
import { addExamples, programName } from './command.js'
import { CommandError } from './command-error.js'
import { addCommands } from './commands/index.js'
import { print, printError } from './terminal/print.js'
import { describeUsageError, suggestCommand } from './usage-error.js'

/** Columns of the help: those of the terminal, at most 120. */
const helpWidth = () => Math.min(process.stdout.columns || 100, 120)

/**
 * Creates the command line.
 *
 * @param args the arguments, from the command's name on; they decide which commands are added
 */
export function createProgram(args: readonly string[]): Command {
  const program = new Command(programName)
    .description('a local emulator of the Telnyx Verify API')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .showHelpAfterError('Run with --help for usage.')
    .exitOverride()
    .configureOutput({
      ...{ writeOut: print, writeErr: printError, getOutHelpWidth: helpWidth, getErrHelpWidth: helpWidth },
      outputError: (text, write) => write(describeUsageError(program, args, text)),
    })
    // Flags after a command belong to that command, even if its group has the same flag.
    .enablePositionalOptions()
  addExamples(program, {
    note: `${programName} is the short name of telnyx-verify-emulator.`,
    examples: ['--port 8374', 'exec -- npm test', 'wait +13035551234', 'fault --help'],
  })
  addCommands(program, args)
  return program
}

/** Runs a command line. @throws {CommanderError}, {CommandError} and what the commands throw */
export async function parseCommandLine(argv: readonly string[]): Promise<void> {
  const args = argv.slice(2)
  const program = createProgram(args)
  if (args[0] === 'help') findHelped(program, args.slice(1)).help()
  await program.parseAsync(argv)
}

/** The command that `help` names, with the words of its groups: `help audit login`. @throws {CommandError} */
function findHelped(program: Command, words: readonly string[]): Command {
  let found = program
  for (const word of words.filter((word) => !word.startsWith('-'))) {
    const next = found.commands.find((command) => command.name() === word)
    if (next === undefined) throw new CommandError(suggestCommand(word, found), 2)
    found = next
  }
  return found
}
