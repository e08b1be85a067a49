import { expect, test } from 'vitest'
import { formatReport } from '../../src/report/format.js'
import type { Report } from '../../src/report/report.js'
import { reportFormats } from '../../src/report/report-formats.js'

interface Case {
  readonly name: string
  readonly state: string
  readonly message: string
}
const { toJunit, toMarkdown }: Record<'toJunit' | 'toMarkdown', (suites: readonly object[]) => string> = await import(
  new URL('../../action/findings.mjs', import.meta.url).href
)

/** What an application may answer to forge, hide or break a report. */
const evil =
  '\u202egnp.exe\u2066\u0000\u001b[31m\ud800\uffff\u200b\\|` | </td>]]>--><script>alert(1)</script>"\'&\n::error::forged\n| a | b |\n```\n# forged ![x](http://evil.test/x) [y](javascript:z)'

const finding = {
  kind: 'failed',
  place: evil,
  rule: evil,
  sentence: evil,
  sent: evil,
  expected: evil,
  actual: evil,
  risk: evil,
  advice: evil,
  example: evil,
  references: [{ title: evil, url: 'https://a.test/' }],
} as const
const report: Report = {
  title: evil,
  advice: evil,
  facts: [[evil, evil]],
  file: 'x',
  tables: [{ title: evil, headings: [evil, evil], rows: [[evil, evil]] }],
  sections: [
    { title: evil, findings: [finding, { ...finding, kind: 'could-not-run' }, { ...finding, kind: 'skipped' }] },
    { title: 'passed', findings: [{ ...finding, kind: 'passed' }] },
  ],
  questions: [evil],
}

/** The characters that turn text around, are not seen, or move a cursor. */
const unseen = /(?![\n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uffff]/u
const format = (to: (typeof reportFormats)[number]) => formatReport(report, to, { tool: { name: 'x', version: '1' } })

test.each(reportFormats)('a report as %s shows every character', (to) => {
  expect(format(to)).not.toMatch(unseen)
  expect(format(to)).toContain('gnp.exe')
})

test('JSON and SARIF stay valid, and JSON means the same', () => {
  const { sections } = JSON.parse(format('json'))
  expect(sections[0].findings[0].place).toBe(evil)
  expect(JSON.parse(format('sarif')).runs[0].results[0].message.text).toContain('forged')
})

/** The elements of XML, which must be closed in order; throws for a stray character. */
function readXml(text: string): string[] {
  const open: string[] = []
  const names: string[] = []
  for (const [, slash, name = '', attributes = '', end] of text.matchAll(
    /<([/?]?)([\w-]+)((?:\s[\w-]+="[^"<]*")*)\s*([?/]?)>/g,
  )) {
    if (slash === '?' || end === '?') continue
    if (slash === '/') expect(open.pop()).toBe(name)
    else names.push(name)
    if (slash !== '/' && end !== '/') open.push(name)
    expect(attributes).not.toMatch(/&(?!(?:amp|lt|gt|quot|apos);)/)
  }
  expect(open).toEqual([])
  expect(text.replace(/<[?/]?[\w-]+(?:\s[\w-]+="[^"<]*")*\s*[?/]?>/g, '')).not.toMatch(
    /[<>]|&(?!(?:amp|lt|gt|quot|apos);)/,
  )
  return names
}

test('JUnit is XML with the elements of the report alone', () => {
  const names = readXml(format('junit'))
  expect(names.filter((name) => name === 'testcase')).toHaveLength(4)
  expect(new Set(names)).toEqual(
    new Set(['testsuites', 'testsuite', 'testcase', 'failure', 'error', 'skipped', 'system-out']),
  )
})

test('Markdown has the cells, headings and links of the report alone', () => {
  const lines = format('markdown').split('\n')
  const rows = lines.filter((line) => line.startsWith('|'))
  expect(rows.map((row) => row.slice(0, 40))).toHaveLength(3 + 5)
  for (const row of rows.slice(3)) expect(row.replace(/\\./g, '').split('|').length - 2).toBe(6)
  for (const row of rows.slice(0, 3)) expect(row.replace(/\\./g, '').split('|').length - 2).toBe(2)
  expect(lines.filter((line) => line.startsWith('#')).length).toBe(4)
  const plain = lines.filter((line) => !line.startsWith('    ')).join('\n')
  expect(plain.replace(/\\./g, '')).not.toMatch(/!\[|\]\((?!https:\/\/a\.test\/\))|<script|^```|^::/m)
})

test('HTML has no script, and no attribute of an application', () => {
  expect(format('html')).not.toMatch(/<script|<img|javascript:[^z]|\son\w+=/)
})

test('the summary and the JUnit file of the GitHub action, too', () => {
  const cases: Case[] = ['failed', 'error', 'skipped'].map((state) => ({ name: evil, state, message: evil }))
  const suites = [{ title: evil, verdict: evil, cases }]
  const names = readXml(toJunit(suites))
  expect(names.filter((name) => name === 'testcase')).toHaveLength(3)
  const summary = toMarkdown(suites)
  expect(summary + toJunit(suites)).not.toMatch(unseen)
  const rows = summary.split('\n').filter((line) => line.startsWith('|'))
  expect(rows).toHaveLength(4)
  for (const row of rows) expect(row.replace(/\\./g, '').split('|').length - 2).toBe(2)
  expect(summary.replace(/\\./g, '')).not.toMatch(/!\[|\]\(|<script|^```|^::/m)
})
