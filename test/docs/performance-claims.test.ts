import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Results } from '../../bench/results.js'
import { fillBenchPage } from '../../tools/bench-page.js'
import { root } from '../../tools/documents.js'
import { handWritten } from '../../tools/marks.js'
import { listFiles } from '../../tools/source-files.js'

/** Performance figures. They are only allowed between generated marks, where they come from the run in bench/results.json. */
const claims = [
  /\b\d+([.,]\d+)? times (as|faster|slower|the)\b/,
  /\b\d\.\d\d? of (a )?(bare|node|Hono|that|what)\b/i,
  /\b\d+([.,]\d+)? ?% (faster|slower|of the throughput|more requests|fewer requests)/,
  /\b\d[\d,]{2,} (requests|creates|checks|webhooks) (a|per) second\b/,
  /(?<!-)\bp(50|95|99)\b[ :=]*\d[\d.,]* ?m?s\b/, // --max-p95 1s is an option
]

const findClaims = (page: string) => claims.flatMap((claim) => claim.exec(handWritten(page))?.[0] ?? [])

test.each(listFiles(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'bench/README.md', 'docs'], /\.md$/))(
  '%s has no handwritten performance figures',
  (path) => {
    expect(findClaims(readFileSync(root + path, 'utf8'))).toEqual([])
  },
)

test.each([
  '1.82 times as long',
  'a create is 0.85 of bare Hono',
  '`--data` costs 13 % of the throughput',
  'Webhooks go out at 4,500 webhooks a second',
  'p99 5.5 ms',
])('"%s" is a performance figure, and is allowed between marks', (claim) => {
  expect(findClaims(`Speed: ${claim}.`)).toHaveLength(1)
  expect(findClaims(`Speed:\n<!-- results -->\n${claim}\n<!-- /results -->\n`)).toEqual([])
})

const results: Results = {
  date: '2026-01-31',
  version: '1.2.3',
  commit: 'abc1234',
  node: 'v20.19.0',
  machine: { processors: 2, model: 'Example', memoryGb: 8 },
  isQuick: false,
  loadShare: 0.4,
  rows: [
    {
      measure: '  p99',
      ours: 5.25,
      unit: 'ms',
      toHono: { median: 1.2, lowest: 1.1, highest: 1.345 },
      aim: { text: '<= 15 ms', isMet: true },
    },
  ],
}
const page = 'Speed\n<!-- results -->\nold\n<!-- /results -->\n'

test('the page quotes one run: date, version, machine, and each ratio with its range', () => {
  const filled = fillBenchPage(page, results, '1.2.3')
  expect(filled).toContain(
    'Measured on 2026-01-31: version 1.2.3 at commit `abc1234`, Node v20.19.0, 2 x Example, 8 GB.',
  )
  expect(filled).toContain('| &nbsp;&nbsp;p99 |  | 1.20 (1.10-1.34) |  | 5.25 ms | <= 15 ms: met |')
  expect(filled).not.toContain('old')
})

test('a quick run is not quoted, and results of another version fail', () => {
  expect(handWritten(page)).toBe('Speed\n\n')
  expect(fillBenchPage(page, { ...results, isQuick: true }, '1.2.3')).toContain('no full run of this version yet')
  expect(() => fillBenchPage(page, results, '1.2.4')).toThrow('bench/results.json is of version 1.2.3, not 1.2.4')
})
