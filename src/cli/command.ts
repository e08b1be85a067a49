import type { Argument, Command, Option } from 'commander'
import type { SandboxClient } from '../client/connect.js'
import { type ConnectionFlags, connectionOptions, connectTo } from './flags/connection.js'
import { jsonOption } from './flags/options.js'
import { type Answer, say } from './terminal/print.js'

const program = 'telnyx-verify-emulator'

export interface CommandText {
  /** Name and arguments, as commander reads them: `wait <phone>`. */
  readonly usage: string
  readonly about: string
  /** Command lines; the program's name is put before those that do not have it. */
  readonly examples: readonly [string, ...string[]]
  /** Arguments that need more than a name in `usage`. */
  readonly args?: readonly Argument[]
  readonly options?: readonly Option[]
  /** What is run when no verb is named. */
  readonly isDefault?: boolean
}

/** Adds a verb that has no action yet. */
export function addCommand(
  parent: Command,
  { usage, about, examples, args = [], options = [], isDefault = false }: CommandText,
): Command {
  const command = parent.command(usage, { isDefault }).description(about).addHelpText('after', toExamples(examples))
  for (const argument of args) command.addArgument(argument)
  for (const option of options) command.addOption(option)
  return command
}

export interface ClientCommand<Options, Args extends readonly unknown[]> extends CommandText {
  /** Asks the emulator. @throws {ControlError} {ConnectionError} when it refuses; {CommandError} */
  readonly ask: (client: SandboxClient, options: Options, ...args: Args) => Promise<Answer>
}

/** Adds a verb that asks a running emulator one thing and says what came of it. */
export function addClientCommand<Options = object, Args extends readonly unknown[] = []>(
  parent: Command,
  { ask, options = [], ...text }: ClientCommand<Options, Args>,
): Command {
  const command = addCommand(parent, { ...text, options: [...options, ...connectionOptions(), jsonOption()] })
  return command.action(async () => {
    const flags = command.optsWithGlobals<Options & ConnectionFlags & { json?: boolean }>()
    const client = await connectTo(flags, { env: process.env, folder: process.cwd() })
    say(await ask(client, flags, ...(command.processedArgs as unknown as Args)), flags)
  })
}

/** Adds a word that only groups commands: `scenario add`, `scenario list`. */
export function addGroup(parent: Command, { usage, about, examples }: CommandText): Command {
  return parent.command(usage).description(about).addHelpText('after', toExamples(examples))
}

/** The end of a help text. */
export function toExamples(examples: CommandText['examples']): string {
  const lines = examples.map((line) => `  $ ${line.includes(program) ? line : `${program} ${line}`}`)
  return `\nExample${lines.length > 1 ? 's' : ''}:\n${lines.join('\n')}`
}
