import fc from 'fast-check'
import { expect, test } from 'vitest'
import { coveredMs } from '../../../src/audit/load/intervals.js'

test.each([
  ['nothing', [], 0],
  ['one inside', [{ from: 12, to: 15 }], 3],
  ['one around', [{ from: 0, to: 100 }], 10],
  ['one that begins before', [{ from: 0, to: 14 }], 4],
  ['one that ends later', [{ from: 18, to: 30 }], 2],
  [
    'one before and one after',
    [
      { from: 0, to: 10 },
      { from: 20, to: 25 },
    ],
    0,
  ],
  [
    'two that overlap, which count once',
    [
      { from: 14, to: 18 },
      { from: 11, to: 16 },
    ],
    7,
  ],
  [
    'one within another',
    [
      { from: 11, to: 19 },
      { from: 12, to: 13 },
    ],
    8,
  ],
])('from 10 to 20 is covered by %s', (_, others, expected) => {
  expect(coveredMs({ from: 10, to: 20 }, others)).toBe(expected)
})

test('any intervals cover as many milliseconds as counting them one by one', () => {
  const interval = fc.tuple(fc.nat(60), fc.nat(30)).map(([from, length]) => ({ from, to: from + length }))
  fc.assert(
    fc.property(interval, fc.array(interval, { maxLength: 8 }), (span, others) => {
      const counted = Array.from({ length: span.to - span.from }, (_, index) => span.from + index).filter((ms) =>
        others.some(({ from, to }) => from <= ms && ms < to),
      )
      expect(coveredMs(span, others)).toBe(counted.length)
    }),
    { seed: 1 },
  )
})
