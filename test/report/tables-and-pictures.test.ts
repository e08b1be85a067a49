import { expect, test } from 'vitest'
import { formatReport } from '../../src/report/format.js'
import { printReport } from '../../src/report/print-report.js'
import type { Report } from '../../src/report/report.js'
import type { ReportFormat } from '../../src/report/report-formats.js'

const report: Report = {
  ...{ title: 'Bill', facts: [], file: 'login.yaml', sections: [] },
  tables: [
    {
      title: 'Costs',
      headings: ['who', 'usd'],
      rows: [
        ['a|b <i>', '1.50'],
        ['c', '12'],
      ],
      numeric: [1],
    },
  ],
  pictures: [{ name: 'cost', title: 'Cost', description: 'It rises.', svg: '<svg><path d="M0 0"/></svg>\n' }],
}
const tool = { name: 'kit', version: '1' }
const format = (name: ReportFormat) => formatReport(report, name, { tool })

test('a table is aligned in text', () => {
  expect(format('text')).toContain('Costs\n  WHO       USD\n  a|b <i>  1.50\n  c          12\n')
})

test('a table is a table in Markdown and HTML, with its markup escaped', () => {
  expect(format('markdown')).toContain(
    '### Costs\n\n| who | usd |\n| --- | ---: |\n| a\\|b \\<i\\> | 1.50 |\n| c | 12 |',
  )
  expect(format('html')).toContain('<tr><td>a|b &lt;i&gt;</td><td class="number">1.50</td></tr>')
})

test('JSON has the tables', () => {
  expect(JSON.parse(format('json')).tables).toEqual(report.tables)
})

test('a picture is part of HTML; Markdown without a file has none', () => {
  expect(format('html')).toContain('<figure><figcaption>Cost. It rises.</figcaption><svg><path d="M0 0"/></svg>')
  expect(format('markdown')).not.toContain('![')
})

test('a Markdown file refers to the picture in the file beside it', async () => {
  const files = new Map<string, string>()
  const context = {
    out: () => {},
    err: () => {},
    tool,
    writeFile: (path: string, text: string) => files.set(path, text),
  }
  await printReport({ report: ['markdown=out.d/my bill (1).md', 'html=bill.html'] }, context, async () => report)
  expect([...files.keys()]).toEqual(['out.d/my bill (1).md', 'out.d/my bill (1)-cost.svg', 'bill.html'])
  expect(files.get('out.d/my bill (1).md')).toContain('![It rises.](my%20bill%20%281%29-cost.svg)')
  expect(files.get('out.d/my bill (1)-cost.svg')).toBe('<svg><path d="M0 0"/></svg>\n')
})
