import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../tools/documents.js'
import { listFiles } from '../../tools/source-files.js'

const folders = ['clients', 'docs', 'examples', 'bench', 'fixtures', 'openapi', 'skills', 'src', 'test', 'tools']
const pages = [...readdirSync(root).filter((name) => name.endsWith('.md')), ...listFiles(folders, /\.md$/)]

/** A page without its fenced code blocks. */
const prose = (page: string) => page.replaceAll(/^( *)(```+)[\s\S]*?^\1\2/gm, '')

/** The target of every inline link, image and reference definition. */
function findTargets(page: string): string[] {
  const text = prose(page).replaceAll(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, 'code')
  const inline = [...text.matchAll(/\]\(\s*([^\s)]+)(?:\s+"[^"]*")?\s*\)/g)]
  const definitions = [...text.matchAll(/^ {0,3}\[[^\]]+\]:\s*(\S+)/gm)]
  return [...inline, ...definitions].map(([, target = '']) => target)
}

/** The anchors of a page's headings, by GitHub's rules: lower case, no punctuation, hyphens for spaces, numbered when repeated. */
function findAnchors(page: string): Set<string> {
  const seen = new Map<string, number>()
  const anchors = new Set([...page.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id = '']) => id))
  for (const [, heading = ''] of prose(page).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const text = heading.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const anchor = text.replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '').replaceAll(' ', '-')
    const times = seen.get(anchor) ?? 0
    seen.set(anchor, times + 1)
    anchors.add(times === 0 ? anchor : `${anchor}-${times}`)
  }
  return anchors
}

/** Why a link of a page leads nowhere; undefined if it leads somewhere. */
function explainBroken(path: string, page: string, target: string): string | undefined {
  if (/^[a-z][\w+.-]*:/i.test(target)) return undefined
  const [name = '', anchor] = target.split('#')
  const file = join(root, dirname(path), decodeURI(name))
  if (name !== '' && !existsSync(file)) return `${target}: ${relative(root, file)} does not exist`
  if (anchor === undefined || (name !== '' && !name.endsWith('.md'))) return undefined
  const anchors = findAnchors(name === '' ? page : readFileSync(file, 'utf8'))
  return anchors.has(anchor) ? undefined : `${target}: no heading has this anchor`
}

const findBroken = (path: string, page: string) =>
  findTargets(page).flatMap((target) => explainBroken(path, page, target) ?? [])

test.each(pages)('every relative link and anchor of %s leads somewhere', (path) => {
  expect(findBroken(path, readFileSync(root + path, 'utf8'))).toEqual([])
})

test.each([
  ['[a](missing.md)', ['missing.md: docs/missing.md does not exist']],
  ['[a](../README.md#missing)', ['../README.md#missing: no heading has this anchor']],
  ['![a](images/missing.png "Title")', ['images/missing.png: docs/images/missing.png does not exist']],
  ['[a]: missing.md', ['missing.md: docs/missing.md does not exist']],
  ['[a](#b)\n\n# B, `c` & d\n\n[a](#b-c--d)', ['#b: no heading has this anchor']],
  ['# A\n\n# A\n\n[a](#a-1) [a](#a-2)', ['#a-2: no heading has this anchor']],
  ['`[a](missing.md)`\n\n```md\n[a](missing.md)\n```\n\n[a](https://example.com/missing.md)', []],
  ['[a](command.md#commands) [a](../examples) [a](../README.md)', []],
])('the links of %j are judged', (page, broken) => {
  expect(findBroken('docs/a.md', page)).toEqual(broken)
})
