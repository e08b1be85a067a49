import { expect, test } from 'vitest'
import { toShort, toSpread } from '../../bench/format.js'
import { atMost, shareAtLeast, shareAtMost, toRow } from '../../bench/rows.js'
import { median, percentile, rateInAll, ratioOf, spreadOf } from '../../bench/statistics.js'

test('a median ignores how far off a disturbed round is', () => {
  expect(median([3, 1, 900])).toBe(3)
  expect(median([4, 1, 3, 2])).toBe(2.5)
})

test('a percentile is a measured value', () => {
  expect([0.5, 0.99, 1].map((share) => percentile([1, 2, 3, 4], share))).toEqual([2, 4, 4])
  expect(percentile([], 0.5)).toBeNaN()
})

test('a ratio is taken round by round', () => {
  expect(ratioOf([10, 4, 30], [10, 2, 10])).toEqual({ median: 2, lowest: 1, highest: 3, rounds: 3 })
  expect(() => ratioOf([1], [1, 2])).toThrow('1 rounds cannot be compared with 2')
  expect(() => spreadOf([])).toThrow('at least one round')
})

test('a round is the median of its slices, and its ratio is that of neighbors in time', () => {
  expect(spreadOf([[1, 2, 90], [4, 4, 5], 3])).toEqual({ median: 3, lowest: 2, highest: 4, rounds: 3 })
  // A machine that gets ten times slower from the second slice on changes no ratio.
  expect(ratioOf([[80, 8, 8]], [[100, 10, 10]])).toEqual({ median: 0.8, lowest: 0.8, highest: 0.8, rounds: 1 })
  expect(() => ratioOf([[1, 2]], [[1]])).toThrow('2 slices cannot be compared with 1')
  expect(() => spreadOf([[]])).toThrow('at least one round')
})

test('in the rate of all slices, a slow one counts for its time', () => {
  expect(rateInAll([100, 100])).toBe(100)
  expect(rateInAll([300, 100])).toBe(150)
})

test('a row has a ratio for each side that was measured, and judges its aims by the medians', () => {
  const rounds = { ours: [90, 95, 100], node: [100, 100, 100], without: [100, 100, 100] }
  const aims = [shareAtLeast('toNode', 0.95), shareAtMost('toNode', 0.9), shareAtLeast('toHono', 0.1), atMost(95, 'ms')]
  const row = toRow('create', 'create', 'ms', rounds, ...aims)
  expect(row.toNode?.median).toBe(0.95)
  expect(row.toOurs?.highest).toBe(1)
  expect(row.toHono).toBeUndefined()
  expect(row.aims).toEqual([
    { text: '>= 0.95 of node', isMet: true },
    { text: '<= 0.9 of node', isMet: false },
    { text: '>= 0.1 of Hono', isMet: false },
    { text: '<= 95 ms', isMet: true },
  ])
})

test.each([
  [0.123, '0.12'],
  [49.68, '49.7'],
  [853.4, '853'],
  [40_930.4, '40,900'],
])('%d is written %s', (value, text) => {
  expect(toShort(value)).toBe(text)
})

test('a spread shows its range if the rounds differ', () => {
  expect(toSpread(spreadOf([1, 2, 3]))).toBe('2.00 (1.00-3.00)')
  expect(toSpread(spreadOf([2]))).toBe('2.00')
  expect(toSpread(undefined)).toBe('')
})
