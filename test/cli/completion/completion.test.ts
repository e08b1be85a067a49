import { execFileSync } from 'node:child_process'
import { Argument, Command, Option } from 'commander'
import { describe, expect, test } from 'vitest'
import { type CommandNode, readCommands } from '../../../src/cli/completion/command-tree.js'
import { type Shell, writeCompletion } from '../../../src/cli/completion/scripts.js'
import { createProgram } from '../../../src/cli/program.js'
import { runCommand } from '../../support/command.js'

const shells: readonly Shell[] = ['bash', 'zsh', 'fish']
const commands = readCommands(createProgram(['completion']), 'start')

/** What real bash offers for the last word of a line. */
function complete(script: string, ...words: string[]): string[] {
  const driver = `${script}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tve; printf '%s\\n' "\${COMPREPLY[@]}"`
  const output = execFileSync('bash', ['--norc', '-c', driver, 'bash', ...words], { encoding: 'utf8' })
  return output.split('\n').filter((word) => word !== '')
}

const inBash = (...words: string[]) => complete(writeCompletion('bash', commands), 'tve', ...words)

describe('bash completes', () => {
  test('every command and every option of each', () => {
    for (const { path, commands: below, options } of commands) {
      const offered = inBash(...path.split(' ').slice(1), '')
      expect([path, offered]).toEqual([
        path,
        expect.arrayContaining([...below.map(({ name }) => name), ...options.map(({ long }) => long)]),
      ])
    }
    expect(commands.length).toBeGreaterThan(40)
  }, 120_000)

  test.each<[words: string[], offered: string[]]>([
    [['st'], ['start']],
    [
      ['start', '--dialect', ''],
      ['docs', 'spec'],
    ],
    [['--log-format', 'p'], ['pretty']],
    [['start', '--port', '1', '--dialect', 's'], ['spec']],
    [['inbox', '--channel', 'f'], ['flashcall']],
    [['webhook', 'fault', 'a'], ['add']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish', '--help', '-h'],
    ],
    [['health', '--wa'], ['--wait']],
    [['health', '--wait', ''], []],
    [['start', '--data', ''], []],
    [['exec', '--', 'st'], []],
    [['nonsense', 'st'], ['start']],
  ])('%j with %j', (words, offered) => {
    expect(inBash(...words)).toEqual(offered)
  })
})

test('texts of any kind are quoted', () => {
  const program = new Command('tve').addHelpCommand(false)
  program
    .command('odd')
    .description(`it's "odd" $(touch /tmp/x) \`id\` \\ : [a]`)
    .addArgument(new Argument('<kind>', '').choices(['a-b', "c'd"]))
    .addOption(new Option('-x, --ex <a|b>', "don't $HOME"))
    .addOption(new Option('--kind <kind>', '').choices(["e'f", 'g']))
  const tree: CommandNode[] = readCommands(program, 'odd')
  const script = writeCompletion('bash', tree)
  expect(complete(script, 'tve', 'odd', '-x', '')).toEqual(['a', 'b'])
  expect(complete(script, 'tve', 'odd', 'a')).toEqual(['a-b'])
  for (const shell of shells) expect(writeCompletion(shell, tree)).toContain('odd')
})

test.each(shells)('the command prints the script for %s, with instructions at its beginning', async (shell) => {
  const { code, stdout, stderr } = await runCommand(['completion', shell]).ended
  expect([code, stderr, stdout]).toEqual([0, '', writeCompletion(shell, commands)])
  expect(stdout).toMatch(/^(#compdef .*\n)?# (bash|zsh|fish) completion of tve\. To use it.*\n# .*tve completion/)
})

test('an unknown shell is refused with the known ones', async () => {
  const { code, stderr } = await runCommand(['completion', 'tcsh']).ended
  expect(code).toBe(2)
  expect(stderr).toContain('bash, zsh, fish')
})
