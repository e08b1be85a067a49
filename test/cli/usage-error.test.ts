import { CommanderError } from 'commander'
import { expect, test, vi } from 'vitest'
import { parseCommandLine } from '../../src/cli/program.js'

/** What the command prints about a command line, before the line about --help. */
async function refuse(...args: readonly string[]): Promise<string> {
  let printed = ''
  const writing = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed += text
    return true
  })
  try {
    await parseCommandLine(['node', 'tve', ...args])
  } catch (error) {
    if (!(error instanceof CommanderError)) return (error as Error).message
  } finally {
    writing.mockRestore()
  }
  return printed.replace('\nRun with --help for usage.\n', '')
}

test.each<[line: string, sentence: string]>([
  ['code', 'The argument <phone> is missing.'],
  ['code +13035551234 again', '`code` takes 1 argument at most, not 2.'],
  ['reset now', '`reset` takes no arguments.'],
  ['start --data', '--data requires a value: --data <folder>.'],
  ['listen', 'The option --forward-to <url> is missing.'],
  ['journal --limit x', 'Invalid value "x" for --limit. It must be a whole number from 1 to 100000.'],
  ['env --shell tcsh', 'Invalid value "tcsh" for --shell. Expected one of: posix, fish, powershell, dotenv.'],
  ['completion tcsh', 'Invalid shell "tcsh". Expected one of: bash, zsh, fish.'],
  ['--prot 80', 'Unknown option --prot. Did you mean --port?'],
  ['reset --zzzzzzzz', 'Unknown option --zzzzzzzz.'],
  ['inbx', 'Unknown command "inbx". Did you mean inbox?'],
  ['audit logn', 'Unknown command "logn". Did you mean login?'],
  ['webhook fault zzzzzzzz', 'Unknown command "zzzzzzzz". Expected one of: add, list, clear.'],
  ['clock advanc', 'Unknown command "advanc". Did you mean advance?'],
  ['help logn', 'Unknown command "logn". Did you mean load?'],
  ['help audit logn', 'Unknown command "logn". Did you mean login?'],
])('tve %s: %s', async (line, sentence) => {
  expect(await refuse(...line.split(' '))).toBe(sentence)
})

test('help prints the help of a command in a group', async () => {
  const writing = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  try {
    await expect(parseCommandLine(['node', 'tve', 'help', 'audit', 'login'])).rejects.toThrow(CommanderError)
    expect(writing.mock.calls.join('')).toContain('Usage: tve audit login [options] [file] [command...]')
  } finally {
    writing.mockRestore()
  }
})
