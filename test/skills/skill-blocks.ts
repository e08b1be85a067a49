import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../tools/documents.js'

export const skillName = 'telnyx-verify-emulator'
export const skillFolder = join(root, 'skills', skillName)

/** The Markdown files of the skill, relative to its folder. */
export const skillPages = ['SKILL.md', ...readdirSync(join(skillFolder, 'references')).map((n) => `references/${n}`)]

export const readPage = (page: string) => readFileSync(join(skillFolder, page), 'utf8')

interface Block {
  readonly page: string
  readonly language: string
  readonly code: string
}

/** Every fenced block of the skill. */
export const allBlocks: readonly Block[] = skillPages.flatMap((page) =>
  [...readPage(page).matchAll(/^ *```(\w*)\n([\s\S]*?)^ *```/gm)].map(([, language = '', code = '']) => ({
    page,
    language,
    code,
  })),
)

/** The blocks that tests execute, by a name: the page, the language, and a text that only this block contains. */
export const blockNames = {
  installed: ['SKILL.md', 'sh', '--version'],
  env: ['SKILL.md', 'sh', 'tve env'],
  login: ['SKILL.md', 'ts', 'export class Login'],
  loginTest: ['SKILL.md', 'ts', "test('a code expires'"],
  steer: ['SKILL.md', 'sh', 'tve wait $phone'],
  explain: ['SKILL.md', 'sh', 'tve doctor'],
  exec: ['SKILL.md', 'sh', '--require-outcomes'],
  audits: ['SKILL.md', 'sh', 'tve audit login'],
  flow: ['references/audits.md', 'yaml', 'inside:'],
  http: ['references/control-api.md', 'sh', 'journal/assert'],
  nodeTest: ['references/runners.md', 'js', "from 'node:test'"],
  backend: ['references/runners.md', 'ts', 'export function createApp'],
  backendTest: ['references/runners.md', 'ts', 'function openBrowser'],
  process: ['references/runners.md', 'js', 'createEmulator()'],
} as const satisfies Record<string, readonly [page: string, language: string, content: string]>

/** Finds the one block of a name. @throws {Error} if none or several match */
export function skillBlock(name: keyof typeof blockNames): string {
  const [page, language, content] = blockNames[name]
  const found = allBlocks.filter((b) => b.page === page && b.language === language && b.code.includes(content))
  if (found.length !== 1) throw new Error(`${found.length} blocks of ${page} in ${language} contain ${content}.`)
  return found[0]?.code as string
}

/** Puts an `npx` into a folder that runs the built command and nothing else. @returns the PATH to use */
export function useNpx(folder: string): string {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  const script = `#!/bin/sh
[ "$1" != --no-install ] || shift
[ "$1" = tve ] || { echo "npx would download $1" >&2; exit 9; }
shift
exec "${process.execPath}" "${root}dist/cli.cjs" "$@"
`
  writeFileSync(join(bin, 'npx'), script)
  chmodSync(join(bin, 'npx'), 0o755)
  return `${bin}:${process.env.PATH}`
}
