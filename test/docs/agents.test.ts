import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { root } from '../../tools/documents.js'

const page = readFileSync(`${root}AGENTS.md`, 'utf8')
const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { scripts: Record<string, string> }

/** What a page names that does not exist: scripts of npm, and paths in code or after `--`. */
function findMissing(text: string): string[] {
  const commands = [...text.matchAll(/npm (?:run )?([\w:]+)(?: -- ([\w./-]+))?/g)]
  const builtIn = ['ci', 'run', 'install', 'pack']
  const unknown = commands.flatMap(([, name = '']) =>
    name in scripts || builtIn.includes(name) ? [] : `npm run ${name}`,
  )
  const named = [...text.matchAll(/`([\w./-]+)`/g)].map(([, path = '']) => path)
  const targets = commands.flatMap(([, , path]) => path ?? [])
  const paths = [...named, ...targets].filter((path) => /^[\w.-]+\/|\.\w+$|^(docs|test|src|tools)$/.test(path))
  const isCode = (path: string) => /^(Math|process)\./.test(path)
  return [...unknown, ...paths.filter((path) => !isCode(path) && !existsSync(root + path))]
}

describe('AGENTS.md', () => {
  test('names scripts, files and folders that exist', () => {
    expect(findMissing(page)).toEqual([])
    expect([...page.matchAll(/npm run/g)].length).toBeGreaterThan(8)
  })

  test('is short and leads to the two documents that have the rest', () => {
    expect(page.split('\n').length).toBeLessThan(90)
    for (const name of ['ARCHITECTURE.md', 'CONTRIBUTING.md']) expect(page).toContain(`](${name})`)
  })

  test('has the limits that the tools check', () => {
    const [, lines, ofFunction] = /at most (\d+) lines, a function at most (\d+)/.exec(page) ?? []
    const tool = readFileSync(`${root}tools/size-check.ts`, 'utf8')
    expect(tool).toContain(`maxFileLines = ${lines}\n`)
    expect(tool).toContain(`maxFunctionLines = ${ofFunction}\n`)
    expect(readFileSync(`${root}tools/package-size.ts`, 'utf8')).toContain('budget: PackedSize = { size: megabyte')
  })
})

test.each([
  ['`npm run build`, `npm test`, `npm ci` and `tools/build.ts`', []],
  ['`npm run biuld`', ['npm run biuld']],
  ['`npm run suite -- test/missing`', ['test/missing']],
  ['`src/missing.ts` and `docs`', ['src/missing.ts']],
])('in %j these do not exist: %j', (text, missing) => {
  expect(findMissing(text)).toEqual(missing)
})
