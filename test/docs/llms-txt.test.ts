import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { root } from '../../tools/documents.js'
import { llmsTxtSource, notes, summarize } from '../../tools/llms-txt.js'

const text = readFileSync(`${root}llms.txt`, 'utf8')
const { files } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { files: string[] }
const links = [...text.matchAll(/^- \[[^\]]+\]\(([^)]+)\): .+[.?]$/gm)].map(([, path = '']) => path)

describe('llms.txt', () => {
  test('is what the documents say now', () => {
    expect(text).toBe(llmsTxtSource())
  })

  test('has the format of llmstxt.org: a title, a summary, prose, and lists of links with a note each', () => {
    const [title = '', ...sections] = text.split(/^## /m)
    expect(title).toMatch(/^# \S+\n\n> .+\n\n[^#>-]+$/)
    expect(sections.map((section) => section.split('\n')[0])).toEqual(['Start here', 'Docs', 'Reference', 'Optional'])
    for (const section of sections) expect(section).toMatch(/^.+\n\n(- \[.+\]\(.+\): .+\n)+\n?$/)
  })

  test('lists every document once, and no document that does not exist or is not in the package', () => {
    const pages = [
      ...readdirSync(`${root}docs`).flatMap((name) => (name.endsWith('.md') ? `docs/${name}` : [])),
      ...files.filter((name) => name.endsWith('.md')),
      'README.md',
    ]
    expect(links.filter((path) => path.endsWith('.md') && !path.startsWith('skills/')).sort()).toEqual(pages.sort())
    expect(new Set(links).size).toBe(links.length)
    expect(links.filter((path) => !existsSync(root + path))).toEqual([])
    const isPacked = (path: string) => path === 'README.md' || files.some((f) => path === f || path.startsWith(`${f}/`))
    expect(links.filter((path) => !isPacked(path))).toEqual([])
    expect(files).toContain('llms.txt')
  })

  test('has no note about a page that does not exist', () => {
    expect(Object.keys(notes).filter((path) => !links.includes(path))).toEqual([])
  })
})

test.each([
  ['# A\n\nFirst, `a.b` is said. Second.', 'First, `a.b` is said.'],
  ['---\nname: a\n---\n\n# A\n\n```sh\nx\n```\n\n- item\n\nSee [the\ndocs](b.md) now.\n', 'See the docs now.'],
  ['# A\n\nIs it sound? Yes.', 'Is it sound?'],
  ['# A\n\nThese exist:\n\n- a', 'These exist.'],
])('the first sentence of %j is %j', (page, about) => {
  expect(summarize('docs/a.md', page)).toEqual({ title: 'A', about })
})

test('a page without a sentence is named', () => {
  expect(() => summarize('docs/a.md', '# A\n\n- item\n')).toThrow('docs/a.md needs a heading and a sentence below it.')
})
