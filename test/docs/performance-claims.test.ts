import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Results } from '../../bench/results.js'
import { fillBenchPage, pagesWithFigures } from '../../tools/bench-page.js'
import { root } from '../../tools/documents.js'
import { handWritten } from '../../tools/marks.js'

/** Performance figures. They are only allowed between generated marks, where they come from the run in bench/results.json. */
const claims = [
  /\b\d+([.,]\d+)? times (as|faster|slower|the)\b/,
  /\b\d\.\d\d? of (a )?(bare|node|Hono|that|what)\b/i,
  /\b\d+([.,]\d+)? ?% (faster|slower|of the throughput|more requests|fewer requests)/,
  /\b\d[\d,]{2,} (requests|creates|checks|webhooks) (a|per) second\b/,
  /\b(takes?|took|costs?|adds?|blocks?|starts in|starts within|first answer after)( about| less than| under)? \d[\d.,]* ?(ms|us|µs)\b/,
  /(?<!-)\bp(50|95|99)\b[ :=]*\d[\d.,]* ?m?s\b/, // --max-p95 1s is an option
]

const findClaims = (page: string) => claims.flatMap((claim) => claim.exec(handWritten(page))?.[0] ?? [])

test.each(pagesWithFigures())('%s has no handwritten performance figures', (path) => {
  expect(findClaims(readFileSync(root + path, 'utf8'))).toEqual([])
})

test.each([
  '1.82 times as long',
  'a create is 0.85 of bare Hono',
  '`--data` costs 13 % of the throughput',
  'Webhooks go out at 4,500 webhooks a second',
  'p99 5.5 ms',
  'a start takes about 50 ms',
])('"%s" is a performance figure, and is allowed between marks', (claim) => {
  expect(findClaims(`Speed: ${claim}.`)).toHaveLength(1)
  expect(findClaims(`Speed:\n<!-- results -->\n${claim}\n<!-- /results -->\n`)).toEqual([])
})

const spread = (median: number, around = 0) => ({
  median,
  lowest: median - around,
  highest: median + around,
  rounds: 5,
})

const results: Results = {
  date: '2026-01-31',
  version: '1.2.3',
  commit: 'abc1234',
  nodes: [
    { major: '20', version: 'v20.19.0' },
    { major: '24', version: 'v24.1.0' },
  ],
  missingNodes: [{ major: '22', reason: 'no such version' }],
  machine: { processors: 2, model: 'Example', memoryGb: 8 },
  isQuick: false,
  loadShare: 0.4,
  rows: [
    {
      ...{ id: 'create', on: '20', measure: 'create', unit: 'requests/processor-second' },
      ...{ ours: spread(41_234), wall: spread(30_000), toNode: spread(0.95, 0.02) },
      aims: [{ text: '>= 0.95 of node', isMet: true }],
    },
    {
      id: 'create-p99',
      on: '20',
      measure: '  p99',
      unit: 'ms',
      ours: spread(5.25),
      aims: [{ text: '<= 1 ms', isMet: false }],
    },
    { id: 'create', on: '24', measure: 'create', unit: 'requests/processor-second', ours: spread(50_000) },
  ],
  peers: [
    {
      ...{ id: 'prism', name: 'Prism', version: '5.16.0', on: 'Node 24' },
      create: { perProcessorSec: spread(1200), wall: spread(1000), toNode: spread(0.07, 0.01) },
      start: { ms: spread(900), toNode: spread(32, 2) },
    },
    { id: 'mockoon', name: 'Mockoon', version: '9.9.0', on: 'Node 24', failure: 'could not be installed: a|b' },
  ],
}
const page = 'Speed\n<!-- results -->\nold\n<!-- /results -->\n'

test('the page quotes one run: date, version, machine, each version of Node, and each ratio with its range', () => {
  const filled = fillBenchPage(page, results, '1.2.3')
  expect(filled).toContain(
    'Measured on 2026-01-31: version 1.2.3 at commit `abc1234`, Node v20.19.0, v24.1.0, 2 x Example, 8 GB.\nNode 22 is not measured: no such version.',
  )
  const lines = filled.split('\n').filter((line) => line.startsWith('|'))
  expect(lines.slice(2)).toEqual([
    '| create | 20 | 0.95 (0.93-0.97) |  |  | 41,200/s | 30,000/s | >= 0.95 of node: met |',
    '|  | 24 |  |  |  | 50,000/s |  |  |',
    '| &nbsp;&nbsp;p99 | 20 |  |  |  | 5.25 ms |  | <= 1 ms: **missed** |',
  ])
})

test('other tools are listed with their share, or with the reason why they have none', () => {
  const filled = fillBenchPage('<!-- peers -->\n<!-- /peers -->', results, '1.2.3')
  expect(filled).toContain('| Prism | 5.16.0 | Node 24 | 0.070 (0.060-0.080) | 1,200/s | 32.0 (30.0-34.0) | 900 ms |')
  expect(filled).toContain('| Mockoon | 9.9.0 | Node 24 | not measured: could not be installed: a\\|b |')
})

test('figures inside sentences are of the first Node unless another is named', () => {
  const figure = (name: string, old = '') => `<!-- figure ${name} -->${old}<!-- /figure -->`
  const sentence = `At ${figure('create.ours', '1')} or ${figure('create.ours@24')}, ${figure('create.toNode')}, ${figure('create-p99.ours')}.`
  const filled = fillBenchPage(sentence, results, '1.2.3')
  expect(filled.replaceAll(/<!--.*?-->/g, '')).toBe('At 41,200 or 50,000, 0.95, 5.25 ms.')
  expect(fillBenchPage(filled, results, '1.2.3')).toBe(filled)
  expect(handWritten(filled)).toBe('At  or , , .')
  for (const name of ['create.hono', 'create.ours@22', 'lists.ours', 'create'])
    expect(() => fillBenchPage(figure(name), results, '1.2.3')).toThrow(`bench/results.json has no figure "${name}"`)
})

test('a quick run is not quoted, and results of another version fail', () => {
  expect(handWritten(page)).toBe('Speed\n\n')
  const quick = { ...results, isQuick: true }
  expect(fillBenchPage(page, quick, '1.2.3')).toContain('no full run of this version yet')
  expect(fillBenchPage('<!-- figure create.ours --><!-- /figure -->', quick, '1.2.3')).toContain('(not measured yet)')
  expect(() => fillBenchPage(page, results, '1.2.4')).toThrow('bench/results.json is of version 1.2.3, not 1.2.4')
})
