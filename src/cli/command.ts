import type { Argument, Command, Option } from 'commander'
import type { SandboxClient } from '../client/connect.js'
import { type ConnectionFlags, connectionOptions, connectTo } from './flags/connection.js'
import { jsonOption } from './flags/options.js'
import { type CommandResult, printResult } from './terminal/print.js'

/** The short name of the command. Help and examples use it; `telnyx-verify-emulator` is the same program. */
export const programName = 'tve'

export interface CommandText {
  /** Name and arguments, as commander reads them: `wait <phone>`. */
  readonly usage: string
  /** A noun phrase or an imperative of at most ten words. */
  readonly about: string
  /** Command lines; the name of the program is put in front of those without it. */
  readonly examples: readonly [string, ...string[]]
  /** Facts that the flags do not show: exit codes, how the command ends. Full sentences. */
  readonly note?: string
  /** Arguments that need more than a name in `usage`. */
  readonly args?: readonly Argument[]
  readonly options?: readonly Option[]
  /** Runs when the command line names no command. */
  readonly isDefault?: boolean
}

const examples = new WeakMap<Command, readonly string[]>()

/** Returns the examples of a command as full command lines. */
export function examplesOf(command: Command): readonly string[] {
  return examples.get(command) ?? []
}

/** Adds a command without an action. */
export function addCommand(parent: Command, text: CommandText): Command {
  const { usage, about, args = [], options = [], isDefault = false } = text
  const command = parent.command(usage, { isDefault }).description(about)
  for (const argument of args) command.addArgument(argument)
  for (const option of options) command.addOption(option)
  return addExamples(command, text)
}

/** Ends the help of a command with a note and examples. */
export function addExamples(command: Command, { note, examples: lines }: Pick<CommandText, 'note' | 'examples'>) {
  const full = lines.map((line) => (line.includes(`${programName} `) ? line : `${programName} ${line}`))
  examples.set(command, full)
  const heading = `Example${full.length > 1 ? 's' : ''}:`
  const text = [...(note === undefined ? [] : [note, '']), heading, ...full.map((line) => `  $ ${line}`)]
  return command.addHelpText('after', `\n${text.join('\n')}`)
}

export interface ClientCommand<Options, Args extends readonly unknown[]> extends CommandText {
  /** Asks the emulator. @throws {ControlError} if it refuses; {ConnectionError}; {CommandError} */
  readonly ask: (client: SandboxClient, options: Options, ...args: Args) => Promise<CommandResult>
}

/** Adds a command that asks a running emulator and prints the answer. */
export function addClientCommand<Options = object, Args extends readonly unknown[] = []>(
  parent: Command,
  { ask, options = [], ...text }: ClientCommand<Options, Args>,
): Command {
  const command = addCommand(parent, { ...text, options: [...options, jsonOption(), ...connectionOptions()] })
  return command.action(async () => {
    const flags = command.optsWithGlobals<Options & ConnectionFlags & { json?: boolean }>()
    const client = await connectTo(flags, { env: process.env, folder: process.cwd() })
    printResult(await ask(client, flags, ...(command.processedArgs as unknown as Args)), flags)
  })
}
