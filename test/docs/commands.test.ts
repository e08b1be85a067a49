import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { createProgram } from '../../src/cli/program.js'
import { root } from '../../tools/documents.js'
import { listFiles } from '../../tools/source-files.js'

/** Pages that a user follows. Those of the past, like the changelog, may name what is gone. */
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'FIDELITY.md',
  ...listFiles(['bench', 'clients', 'docs', 'examples', 'fixtures', 'skills'], /\.md$/),
]
const readPage = (page: string) => readFileSync(root + page, 'utf8')

/** The names of the command where a shell would run them: at the start, after `npx`, variables or an opening bracket. */
const name = /(?:^|[(&|;`] *|\b(?:npx|bunx)(?: --[\w-]+)* |\b[A-Z]\w*=\S+ )(?:tve|telnyx-verify-emulator)(?= )/

const fences = /^( *)```(\w*)\n([\s\S]*?)^\1```/gm
const findBlocks = (page: string, languages: readonly string[]) =>
  [...page.matchAll(fences)].flatMap(([, , language = '', code = '']) => (languages.includes(language) ? [code] : []))

/** The words after the name of the command, in blocks and in the code of sentences. */
function findCommands(page: string): string[] {
  const inline = [...page.replaceAll(fences, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
  const code = [...findBlocks(page, ['', 'sh', 'bash', 'text']), ...inline].join('\n')
  const lines = code
    .replaceAll(/\\\n\s*/g, '')
    .replaceAll(/ +#.*$/gm, '')
    .replaceAll(/^ *\$ /gm, '')
  const found = [...lines.matchAll(new RegExp(`${name.source} ((?:[^\`|;&)\\n]|&&)+)`, 'gm'))]
  return [...new Set(found.map(([, words = '']) => words.split(' && ')[0]?.trim() as string))]
}

/** Lines of shell that only run where the package is installed globally. */
function findBare(page: string): string[] {
  const lines = findBlocks(page, ['sh', 'bash']).flatMap((code) => code.split('\n'))
  return lines.filter((line) => name.test(line) && !/\b(?:npx|bunx) /.test(line))
}

/** Why the words after `tve` are not a command with its options; undefined if they are. */
function explainUnknown(words: string): string | undefined {
  const [own = ''] = words.split(/ --(?: |$)/)
  // Without a command it is `start`.
  const rest = (own.startsWith('-') ? `start ${own}` : own).split(' ').filter((word) => word !== '')
  let command: Command = createProgram(rest)
  while (rest[0] !== undefined) {
    const next: Command | undefined = command.commands.find((one) => one.name() === rest[0])
    if (next === undefined) break
    command = next
    rest.shift()
  }
  if (rest[0] === '<command>') return undefined
  if (command.commands.length > 0 && rest[0] !== undefined && !rest[0].startsWith('-')) return `no command ${rest[0]}`
  const flags = command.options.flatMap(({ long, short }) => [long, short])
  const unknown = rest
    .map((word) => word.split('=')[0] as string)
    .filter((word) => /^(--[a-z]|-[a-z]$)/i.test(word) && ![...flags, '--help', '--version', '--json'].includes(word))
  return unknown.length > 0 ? `${command.name()} has no ${unknown.join(', ')}` : undefined
}

describe.each(pages)('%s', (page) => {
  test('names commands and options that exist', () => {
    const wrong = findCommands(readPage(page)).map((words) => [words, explainUnknown(words)])
    expect(wrong.filter(([, reason]) => reason !== undefined)).toEqual([])
  })

  test('runs the command with npx, as it is installed', () => {
    expect(findBare(readPage(page))).toEqual([])
  })
})

test('the pages have commands', () => {
  expect(pages.flatMap((page) => findCommands(readPage(page))).length).toBeGreaterThan(150)
})

test.each([
  ['wait +13035551234 --timeout 10s', undefined],
  ['wait +13035551234 --patience 10s', 'wait has no --patience'],
  ['scenario forget', 'no command forget'],
  ['fault add status --delays 1s', 'add has no --delays'],
  ['--port 0 --sed 1', 'start has no --sed'],
])('`tve %s` is judged', (words, reason) => {
  expect(explainUnknown(words)).toBe(reason)
})

test.each([
  ['```sh\ntve clock forget  # moves\n```', ['clock forget'], ['tve clock forget  # moves']],
  [
    '```sh\nexport KEY=$(telnyx-verify-emulator webhook key)\n```',
    ['webhook key'],
    ['export KEY=$(telnyx-verify-emulator webhook key)'],
  ],
  ['```sh\nKEY=a npx --no-install tve wait 1 \\\n  --sandbox a && b\n```', ['wait 1 --sandbox a'], []],
  ['```text\n$ npx tve code 1\n```\n\n`tve` and `tve code 2` and `docker run tve clock`', ['code 1', 'code 2'], []],
])('the commands of %j are found', (page, commands, bare) => {
  expect([findCommands(page), findBare(page)]).toEqual([commands, bare])
})
