import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { addCommands } from '../../src/cli/commands/index.js'
import { runCommand } from '../support/command.js'

function programFor(...args: string[]): Command {
  const program = new Command('telnyx-verify-emulator').enablePositionalOptions()
  addCommands(program, args)
  return program
}

const namesOf = (command: Command) => command.commands.map((command) => command.name())

/** All verbs with those below them, by what is typed to reach them. */
function allOf(command: Command, path = ''): [typed: string, command: Command][] {
  return command.commands.flatMap((command) => {
    const typed = `${path}${command.name()}`
    return [[typed, command] as [string, Command], ...allOf(command, `${typed} `)]
  })
}

const commands = allOf(programFor('--help'))

function helpOf(command: Command): string {
  let help = ''
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp()
  return help
}

test.each(commands)('%s: --help has an example of it', (typed, command) => {
  const [, examples = ''] = helpOf(command).split(/\nExamples?:\n/)
  // `start` is what is done when no verb is named.
  expect(examples).toContain(typed === 'start' ? 'telnyx-verify-emulator --port' : typed)
  expect(
    examples
      .trimEnd()
      .split('\n')
      .every((line) => /^ {2}\$ .*telnyx-verify-emulator/.test(line)),
  ).toBe(true)
})

test('every verb prints JSON when asked; `start` does by --log-format', () => {
  const without = commands.filter(
    ([, { commands, options }]) => commands.length === 0 && !options.some(({ long }) => long === '--json'),
  )
  expect(without.map(([typed]) => typed)).toEqual(['start', 'prototype'])
})

describe('only what a command line is about is added', () => {
  test.each<[string[], string[]]>([
    [[], ['start']],
    [['--port', '0'], ['start']],
    [
      ['code', '+13035551234'],
      ['code', 'wait'],
    ],
    [['exec', '--', 'npm', '--help'], ['exec']],
  ])('%j', (args, names) => expect(namesOf(programFor(...args))).toEqual(names))

  test.each([[['--help']], [['-h']], [['help', 'code']], [['cod']], [['--port', '0', '--help']]])('%j: all', (args) => {
    expect(namesOf(programFor(...args)).length).toBeGreaterThan(15)
  })
})

test('what is before -- is exec’s, what is behind it the command’s', async () => {
  const print = 'console.log(process.argv.slice(1).join())'
  const { code, stdout } = await runCommand([
    'exec',
    '--seed',
    '1',
    '--',
    process.execPath,
    '-e',
    print,
    '--',
    '--seed',
    '2',
    '--help',
  ]).ended
  expect({ code, stdout }).toEqual({ code: 0, stdout: '--seed,2,--help\n' })
})
