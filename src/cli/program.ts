import { Command } from 'commander'
import { version } from '../version.js'
import { suggest } from '../wire/suggest.js'
import { addExamples, programName } from './command.js'
import { addCommands } from './commands/index.js'
import { print, printError } from './terminal/print.js'

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
      outputError: (text, write) => write(explainExcess(program, args, text) ?? text),
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
  await createProgram(argv.slice(2)).parseAsync(argv)
}

/** Commander takes a misspelled command for an argument of the default command, or of the group's own action. */
function explainExcess(program: Command, args: readonly string[], text: string): string | undefined {
  const name = /^error: too many arguments for '([^']+)'/.exec(text)?.[1]
  const isDefault = name === 'start' && args[0] !== name
  const group = isDefault ? program : program.commands.find((command) => command.name() === name)
  const word = args[isDefault ? 0 : 1]
  if (group === undefined || group.commands.length === 0 || word === undefined || word.startsWith('-')) return undefined
  const names = group.commands.map((command) => command.name())
  return `${suggest('command', word, names)}\n`
}
