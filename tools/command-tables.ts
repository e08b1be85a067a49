import type { Command } from 'commander'
import { examplesOf } from '../src/cli/command.js'
import { createProgram } from '../src/cli/program.js'

/** Formats a table for each group of commands, from the texts of the program's help. */
export function commandTables(): string {
  const program = createProgram(['--help'])
  const headings = [...new Set(program.commands.map((command) => command.helpGroup()))]
  const tables = headings.map((heading) => {
    const commands = program.commands.filter((command) => command.helpGroup() === heading)
    return `### ${heading.replace(/:$/, '')}\n\n${commandTable(commands)}`
  })
  return tables.join('\n\n')
}

function commandTable(commands: readonly Command[]): string {
  const rows = commands.flatMap((command) => rowsOf(command))
  return ['| command | does | example |', '|---|---|---|', ...rows].join('\n')
}

/** Formats the rows of a command and its subcommands. A command that only groups others has no row. */
function rowsOf(command: Command, path = ''): string[] {
  const name = `${path}${command.name()}`
  const words = [name, ...command.registeredArguments.map(usageOf)].join(' ')
  const [example = ''] = examplesOf(command)
  const subcommands = command.commands.flatMap((subcommand) => rowsOf(subcommand, `${name} `))
  const isGroup = subcommands.length > 0 && !command.options.some(({ long }) => long === '--json')
  const row = `| \`${words}\` | ${command.description()} | \`${example}\` |`
  return isGroup ? subcommands : [row, ...subcommands]
}

function usageOf(argument: Command['registeredArguments'][number]): string {
  const { required, variadic } = argument
  const text = `${argument.name()}${variadic ? '...' : ''}`
  return required ? `<${text}>` : `[${text}]`
}
