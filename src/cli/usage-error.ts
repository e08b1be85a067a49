import type { Command } from 'commander'
import { suggest } from '../wire/suggest.js'

type Sentence = (parts: readonly string[], program: Command, args: readonly string[]) => string

/** What commander says of a command line, and the same in the words of all other errors. */
const sentences: readonly (readonly [said: RegExp, sentence: Sentence])[] = [
  [/^error: missing required argument '(.+)'/, ([name]) => `The argument <${name}> is missing.`],
  [/^error: option '(.+)' argument missing/, ([flags]) => `${nameOf(flags)} requires a value: ${longOf(flags)}.`],
  [/^error: required option '(.+)' not specified/, ([flags]) => `The option ${longOf(flags)} is missing.`],
  [
    /^error: option '(.+?)' argument '(.*)' is invalid\. (.*)/s,
    ([flags, value, advice]) => `Invalid value "${value}" for ${nameOf(flags)}. ${toAdvice(advice)}`,
  ],
  [
    /^error: command-argument value '(.*)' is invalid for argument '(.+?)'\. (.*)/s,
    ([value, name, advice]) => `Invalid ${name} "${value}". ${toAdvice(advice)}`,
  ],
  [
    /^error: unknown option '(.*?)'(?:\n\((.*)\))?\n?$/s,
    ([flag, meant]) => `Unknown option ${flag}.${meant === undefined ? '' : ` ${meant}`}`,
  ],
  [/^error: unknown command '(.*?)'/s, ([word = ''], program, args) => suggestCommand(word, findGroup(program, args))],
  [/^error: too many arguments for '(.+?)'\. Expected (\d+) arguments? but got (\d+)/, describeExcess],
]

/** Rewords an error of commander. @returns it unchanged if it is another one */
export function describeUsageError(program: Command, args: readonly string[], said: string): string {
  for (const [pattern, sentence] of sentences) {
    const match = pattern.exec(said)
    if (match !== null) return `${sentence(match.slice(1), program, args)}\n`
  }
  return said
}

/** Says that a group has no command of this name, and which it probably was. */
export function suggestCommand(word: string, group: Command): string {
  return suggest(
    'command',
    word,
    group.commands.map((command) => command.name()),
  )
}

/** Commander takes a misspelled command for an argument of the default command, or of the group's own action. */
function describeExcess([name, expected, got]: readonly string[], program: Command, args: readonly string[]): string {
  const isDefault = name === 'start' && args[0] !== name
  const group = isDefault ? program : program.commands.find((command) => command.name() === name)
  const word = args[isDefault ? 0 : 1]
  if (group !== undefined && group.commands.length > 0 && word !== undefined && !word.startsWith('-'))
    return suggestCommand(word, group)
  return expected === '0'
    ? `\`${name}\` takes no arguments.`
    : `\`${name}\` takes ${expected} argument${expected === '1' ? '' : 's'} at most, not ${got}.`
}

/** The innermost group that the arguments name. */
function findGroup(program: Command, args: readonly string[]): Command {
  let group = program
  for (const word of args) {
    const next = group.commands.find((command) => command.name() === word)
    if (next === undefined) return group
    group = next
  }
  return group
}

/** `--port <number>` of `-p, --port <number>`. */
const longOf = (flags = '') => flags.slice(Math.max(0, flags.indexOf('--')))
const nameOf = (flags?: string) => longOf(flags).split(' ')[0]
const toAdvice = (said = '') => said.replace(/^Allowed choices are /, 'Expected one of: ').trimEnd()
