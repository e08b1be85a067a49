import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { examplesOf, programName } from '../../src/cli/command.js'
import { createProgram } from '../../src/cli/program.js'
import { runCommand } from '../support/command.js'

const namesOf = (command: Command) => command.commands.map((command) => command.name())

/** All commands below a command, each with the words that call it. */
function allOf(command: Command, path = ''): [words: string, command: Command][] {
  return command.commands.flatMap((command) => {
    const words = `${path}${command.name()}`
    return [[words, command] as [string, Command], ...allOf(command, `${words} `)]
  })
}

const program = createProgram(['--help'])
const commands = allOf(program)
const find = (words: string) => commands.find(([name]) => name === words)?.[1] as Command

function helpOf(command: Command): string {
  let help = ''
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp()
  return help
}

/** The texts of a command: its own and those of its arguments and options. */
const textsOf = (command: Command) =>
  [command, ...command.registeredArguments, ...command.options].map(({ description }) =>
    typeof description === 'function' ? description.call(command) : description,
  )

/** Words of a text, without its environment variable and default. */
const wordsOf = (text: string) =>
  text
    .replace(/ \[TVE_\w+\]/, '')
    .replace(/ \(default:? [^)]*\)/, '')
    .split(/\s+/)

describe.each([['the program', program] as [string, Command], ...commands])('help of %s', (_, command) => {
  test('has texts of at most ten words', () => {
    const texts = textsOf(command).filter((text) => text !== '')
    expect(texts.filter((text) => wordsOf(text).length > 10)).toEqual([])
  })

  test('has texts that begin in lower case and end without a full stop', () => {
    const texts = textsOf(command).filter((text) => text !== '')
    expect(texts.filter((text) => text.endsWith('.') || /^[A-Z][a-z]+\b/.test(text))).toEqual([])
  })

  test('describes the command and every option', () => {
    expect(command.description()).not.toBe('')
    expect(command.options.filter(({ description }) => description === '')).toEqual([])
  })

  test('is short', () => {
    const most = ['start', 'prototype', programName].includes(command.name()) ? 100 : 38
    expect(helpOf(command).trimEnd().split('\n').length).toBeLessThanOrEqual(most)
  })

  test('has no argument with the name of an option', () => {
    const names = command.registeredArguments.map((argument) => argument.name())
    expect(command.options.filter((option) => names.includes(option.long?.slice(2) ?? ''))).toEqual([])
  })

  test('has no option twice', () => {
    const flags = command.options.flatMap(({ short, long }) => [short, long]).filter((flag) => flag !== undefined)
    expect(new Set(flags).size).toBe(flags.length)
  })
})

/** The command that a command line calls, and the rest of the line. */
function resolve(words: readonly string[]): [Command, readonly string[]] {
  let command = program
  for (const [at, word] of words.entries()) {
    const next = command.commands.find((candidate) => candidate.name() === word)
    if (next === undefined) return [command === program ? find('start') : command, words.slice(at)]
    command = next
  }
  return [command, []]
}

test.each(commands)('%s has examples that call it with flags that exist', (words, command) => {
  const examples = examplesOf(command)
  expect(examples.length).toBeGreaterThan(0)
  expect(helpOf(command)).toContain(`  $ ${examples[0]}`)
  for (const example of examples) {
    const [, call = ''] = /(?:^|\()tve (.*?)(?: -- | [|<>] |\)"?$|$)/.exec(example) ?? []
    const [called, rest] = resolve(call.split(' '))
    // The example of a group calls one of its commands.
    expect([called, called.parent]).toContain(find(words))
    const flags = rest.filter((word) => word.startsWith('--') && word !== '--help')
    expect(flags.filter((flag) => !called.options.some(({ long }) => long === flag))).toEqual([])
    const required = called.registeredArguments.filter(({ required }) => required).length
    expect(rest.length + (example.includes(' -- ') ? 1 : 0)).toBeGreaterThanOrEqual(required)
  }
})

test('the options of a connection describe a running emulator', () => {
  const connected = commands.filter(([, { options }]) => options.some(({ long }) => long === '--url'))
  expect(connected.length).toBeGreaterThan(20)
  for (const [, { options }] of connected) {
    const texts = options.filter(({ helpGroupHeading }) => helpGroupHeading === 'Connection:')
    expect(texts.map(({ long }) => long)).toEqual(expect.arrayContaining(['--url', '--port', '--host', '--config']))
    for (const { description } of texts) expect(description).not.toMatch(/listen/)
  }
})

test('the help of the program lists its commands in groups', () => {
  const help = helpOf(program)
  const headings = [...help.matchAll(/^([A-Z].*):$/gm)].map(([, heading]) => heading)
  expect(headings).toEqual([
    'Options',
    'Server',
    'Inbox and codes',
    'Outcomes, faults and time',
    'Requests',
    'Webhooks',
    'Data',
    'Checks',
    'Help',
    'Examples',
  ])
})

test('every command that does not run until it is stopped, or run another, has --json', () => {
  const without = commands.filter(
    ([, { commands, options }]) => commands.length === 0 && !options.some(({ long }) => long === '--json'),
  )
  expect(without.map(([words]) => words)).toEqual(['start', 'prototype', 'replay', 'mcp', 'completion'])
})

describe('only the commands that a command line needs are added', () => {
  test.each<[string[], string[]]>([
    [[], ['start']],
    [['--port', '0'], ['start']],
    [
      ['code', '+13035551234'],
      ['code', 'wait'],
    ],
    [['exec', '--', 'npm', '--help'], ['exec']],
  ])('%j', (args, names) => expect(namesOf(createProgram(args))).toEqual(names))

  test.each([[['--help']], [['-h']], [['help', 'code']], [['cod']], [['--port', '0', '--help']]])('%j: all', (args) => {
    expect(namesOf(createProgram(args)).length).toBeGreaterThan(15)
  })
})

test('flags before -- belong to exec, flags after it to the command', async () => {
  const print = 'console.log(process.argv.slice(1).join())'
  const command = [process.execPath, '-e', print, '--', '--seed', '2', '--help']
  const { code, stdout } = await runCommand(['exec', '--seed', '1', '--', ...command]).ended
  expect({ code, stdout }).toEqual({ code: 0, stdout: '--seed,2,--help\n' })
})
