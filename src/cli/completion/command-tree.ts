import type { Command, Option } from 'commander'

/** An option as a shell completes it. */
export interface OptionNode {
  readonly long: string
  /** With its dash. */
  readonly short: string | undefined
  readonly about: string
  readonly value: 'none' | 'file' | 'other' | readonly string[]
}

/** A command as a shell completes it. */
export interface CommandNode {
  /** The names that lead to it, each after a space: ` webhook fault`; empty for the program. */
  readonly path: string
  readonly about: string
  readonly commands: readonly { readonly name: string; readonly about: string }[]
  readonly options: readonly OptionNode[]
  /** The values of its arguments, where they are listed. */
  readonly values: readonly string[]
}

/**
 * Reads all commands of a program, each before those below it. The options of the default command are the program's, too,
 * because its name may be left out.
 *
 * @param defaultName the name of the default command
 */
export function readCommands(program: Command, defaultName: string): CommandNode[] {
  const [root, ...others] = readBelow(program, '')
  const usual = others.find(({ path }) => path === ` ${defaultName}`)
  const known = new Set(root?.options.map(({ long }) => long))
  const added = usual?.options.filter(({ long }) => !known.has(long)) ?? []
  return root === undefined ? others : [{ ...root, options: [...root.options, ...added] }, ...others]
}

function readBelow(command: Command, path: string): CommandNode[] {
  const help = command.createHelp()
  const commands = help
    .visibleCommands(command)
    .map((below) => ({ name: below.name(), about: firstLine(below.description()) }))
  const node: CommandNode = {
    path,
    about: firstLine(command.description()),
    commands,
    options: help.visibleOptions(command).flatMap(toOptionNode),
    values: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  }
  return [node, ...command.commands.flatMap((below) => readBelow(below, `${path} ${below.name()}`))]
}

function toOptionNode({ long, short, description, flags, argChoices }: Option): OptionNode[] {
  if (!long) return []
  const placeholder = /[<[]([^>\]]+)[>\]]/.exec(flags)?.[1]
  return [
    { long, short: short || undefined, about: firstLine(description), value: valueKindOf(placeholder, argChoices) },
  ]
}

/** What follows an option; a placeholder like `<docs|spec>` lists its values. */
function valueKindOf(placeholder: string | undefined, choices: readonly string[] | undefined): OptionNode['value'] {
  if (placeholder === undefined) return 'none'
  if (choices !== undefined && choices.length > 0) return choices
  const listed = placeholder.split('|')
  if (listed.length > 1 && listed.every((word) => /^[a-z-]+$/.test(word) && word !== 'name')) return listed
  return /file|folder/.test(placeholder) ? 'file' : 'other'
}

const firstLine = (text: string) => text.split('\n', 1)[0] as string
