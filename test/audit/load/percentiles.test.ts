import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatMs, percentileOf, summarizeTimes } from '../../../src/audit/load/percentiles.js'

const times = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 })
const share = fc.integer({ min: 1, max: 1000 }).map((permille) => permille / 1000)
const ascending = (values: readonly number[]) => [...values].sort((one, other) => one - other)

test.each([
  [[1], 0.5, 1],
  [[1], 0.99, 1],
  [[1, 2], 0.5, 1],
  [[1, 2, 3], 0.5, 2],
  [[1, 2, 3, 4], 0.5, 2],
  [Array.from({ length: 20 }, (_, index) => index + 1), 0.95, 19],
  [Array.from({ length: 100 }, (_, index) => index + 1), 0.99, 99],
  [Array.from({ length: 100 }, (_, index) => index + 1), 0.29, 29],
  [Array.from({ length: 1000 }, (_, index) => index + 1), 0.999, 999],
  [[5, 6, 7], 1, 7],
])('of %j the share %d lies at or below %d', (sorted, part, expected) => {
  expect(percentileOf(sorted, part)).toBe(expected)
})

describe('for any times', () => {
  test('a percentile is a measured time, which at least the share does not exceed, and no smaller one does', () => {
    fc.assert(
      fc.property(times, share, (values, part) => {
        const sorted = ascending(values)
        const found = percentileOf(sorted, part) as number
        const upTo = (limit: number) => values.filter((value) => value <= limit).length
        expect(values).toContain(found)
        expect(upTo(found) + 1e-6).toBeGreaterThanOrEqual(part * values.length)
        const smaller = sorted.filter((value) => value < found).at(-1)
        if (smaller !== undefined) expect(upTo(smaller)).toBeLessThan(part * values.length)
      }),
      { seed: 1 },
    )
  })

  test('percentiles ascend, whatever the order of the times, and the longest time is the last', () => {
    fc.assert(
      fc.property(times, (values) => {
        const { count, p50, p95, p99, max } = summarizeTimes(values)
        expect([p50, p95, p99, max]).toEqual(ascending([p50, p95, p99, max] as number[]))
        expect(count).toBe(values.length)
        expect(max).toBe(Math.max(...values))
        expect(summarizeTimes([...values].reverse())).toEqual({ count, p50, p95, p99, max })
      }),
      { seed: 1 },
    )
  })
})

test('without times there are no percentiles', () => {
  expect(summarizeTimes([])).toEqual({ count: 0, p50: null, p95: null, p99: null, max: null })
})

test.each([
  [null, ''],
  [3.24, '3.2'],
  [99.94, '99.9'],
  [154.4, '154'],
  [12_430, '12,430'],
])('%j ms are printed as %j', (ms, text) => {
  expect(formatMs(ms)).toBe(text)
})
