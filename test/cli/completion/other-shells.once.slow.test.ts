import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readCommands } from '../../../src/cli/completion/command-tree.js'
import { type Shell, writeCompletion } from '../../../src/cli/completion/scripts.js'
import { createProgram } from '../../../src/cli/program.js'
import { useFolder } from '../../support/folder.js'

const commands = readCommands(createProgram(['completion']), 'start')
// CI counts skipped tests as failures, and .ci/run installs both shells.
const isMissing = (shell: Shell) => spawnSync(shell, ['--version']).status !== 0

function writeScript(shell: Shell): string {
  const file = join(useFolder(), `tve.${shell}`)
  writeFileSync(file, writeCompletion(shell, commands))
  return file
}

test.skipIf(isMissing('fish'))('fish completes commands, options and values', () => {
  const file = writeScript('fish')
  const offered = (line: string) =>
    execFileSync('fish', ['--no-config', '-c', `source ${file}; complete -C ${JSON.stringify(line)}`], {
      encoding: 'utf8',
    })
      .split('\n')
      .map((row) => row.split('\t', 1)[0])
      .filter((word) => word !== '')
  expect(offered('tve st')).toEqual(['start'])
  expect(offered('telnyx-verify-emulator st')).toEqual(['start'])
  expect(offered('tve start --dialect ')).toEqual(['docs', 'spec'])
  expect(offered('tve --log-format p')).toEqual(['pretty'])
  expect(offered('tve webhook fault a')).toEqual(['add'])
  expect(offered('tve health --wa')).toEqual(['--wait'])
  expect(offered('tve completion ')).toEqual(['bash', 'fish', 'zsh'])
})

test.skipIf(isMissing('zsh'))('zsh completes commands, options and values', () => {
  const file = writeScript('zsh')
  // The functions that fill the menu print instead, because a menu needs a terminal.
  const driver = `
compdef() { registered=($@) }
compadd() { print -rl -- \${@[2,-1]} }
_describe() { print -rl -- \${entries%%:*} }
_files() { print files }
_message() { print message }
source ${file}
[[ $registered == "_tve tve telnyx-verify-emulator" ]] || exit 3
words=("$@"); CURRENT=$#; _tve`
  const offered = (...words: string[]) =>
    execFileSync('zsh', ['-f', '-c', driver, 'zsh', 'tve', ...words], { encoding: 'utf8' })
      .trim()
      .split('\n')
  expect(offered('')).toEqual(expect.arrayContaining(['start', 'exec', 'completion', '--port']))
  expect(offered('start', '--dialect', '')).toEqual(['docs', 'spec'])
  expect(offered('webhook', 'fault', '')).toEqual(expect.arrayContaining(['add', 'list', 'clear']))
  expect(offered('start', '--data', '')).toEqual(['files'])
  expect(offered('health', '--wait', '')).toEqual(['message'])
  expect(offered('exec', '--', 'st')).toEqual(['files'])
})
