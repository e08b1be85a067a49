import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Fifo } from '../../src/core/fifo.js'
import { Heap } from '../../src/core/heap.js'
import { LongList } from '../../src/core/long-list.js'
import { RecordList } from '../../src/core/record-list.js'
import { ShardedMap } from '../../src/core/sharded-map.js'
import { hashKey, TextTable } from '../../src/core/text-table.js'

test('a queue gives its items in order, however pushes and takes alternate', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -40, max: 40 }), { maxLength: 200 }), (steps) => {
      const queue = new Fifo<number>()
      const expected: number[] = []
      let next = 0
      for (const step of steps) {
        for (let i = 0; i < step * 50; i++) {
          queue.push(next)
          expected.push(next++)
        }
        const taken = Array.from({ length: Math.max(-step * 50, 0) }, () => queue.take())
        const wanted = expected.splice(0, Math.max(-step * 50, 0))
        expect(taken).toEqual([...wanted, ...Array(taken.length - wanted.length).fill(undefined)])
        expect(queue.size).toBe(expected.length)
      }
      expect([...queue]).toEqual(expected)
    }),
    { seed: 1, numRuns: 30 },
  )
})

test('a heap gives its items in order, without being changed by a look at them', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 50 }), { maxLength: 100 }), fc.nat({ max: 50 }), (numbers, limit) => {
      const heap = new Heap<number>((a, b) => a < b)
      for (const number of numbers) heap.add(number)
      const sorted = numbers.toSorted((a, b) => a - b)
      expect([...heap.inOrder()]).toEqual(sorted)
      const fitting = numbers.filter((number) => number <= limit).length
      expect(heap.countUntil((number) => number <= limit, 10)).toBe(Math.min(fitting, 10))
      expect(numbers.map(() => heap.take())).toEqual(sorted)
      expect(heap.take()).toBeUndefined()
    }),
    { seed: 1 },
  )
})

test('the first of many items of a heap are found without looking at all of them', () => {
  let comparisons = 0
  const heap = new Heap<number>((a, b) => {
    comparisons++
    return a < b
  })
  for (let i = 0; i < 20_000; i++) heap.add((i * 7919) % 20_011)
  comparisons = 0
  const first = heap.inOrder()
  for (let i = 0; i < 50; i++) first.next()
  expect(comparisons).toBeLessThan(2000)
})

test.each([
  ['IDs', (i: number) => `4a0f5c1e-3b6d-4a80-9c1f-${((i * 2_654_435_761) >>> 0).toString(16).padStart(12, '0')}`],
  ['phone numbers', (i: number) => `+1303${2_000_000 + i}`],
  ['short keys', (i: number) => String(i)],
])('a sharded map finds all of many %s, and none of its tables is long', (_, keyOf) => {
  const map = new ShardedMap<number>()
  const count = 100_000
  let largest = 0
  for (let i = 0; i < count; i++) {
    map.set(keyOf(i), i)
    if (i % 1000 === 0) largest = Math.max(largest, map.largestTable)
  }
  for (let i = 0; i < count; i += 7) map.set(keyOf(i), -i)
  expect(map.size).toBe(count)
  for (let i = 0; i < count; i++) if (map.get(keyOf(i)) !== (i % 7 === 0 ? -i : i)) expect.fail(keyOf(i))
  expect([map.has(keyOf(0)), map.has(keyOf(count)), map.get(''), map.has('')]).toEqual([true, false, undefined, false])
  // One table would hold all 100,000 and move them when it grows.
  expect(largest).toBeLessThanOrEqual(5000)
})

test('records are kept in the order of adding, and one with the same ID takes the place of the other', () => {
  const list = new RecordList<{ id: string; version: number }>()
  for (const id of ['a', 'b', 'c']) list.add({ id, version: 1 })
  list.add({ id: 'b', version: 2 })
  expect([...list.values()].map(({ id, version }) => id + version)).toEqual(['a1', 'b2', 'c1'])
  expect([list.size, list.newest?.id, list.get('b')?.version, list.has('d'), list.get('d')]).toEqual([
    3,
    'c',
    2,
    false,
    undefined,
  ])
})

test('a table of texts finds each of them, also where all hashes are the same', () => {
  const key = fc.oneof(fc.constantFrom('', 'a', 'b'), fc.string({ maxLength: 2 }))
  const hash = fc.constantFrom(
    hashKey,
    (_: string) => 0,
    (_: string) => -1,
    (text: string) => text.length,
  )
  fc.assert(
    fc.property(hash, fc.array(key, { maxLength: 300 }), (hashOf, given) => {
      const texts = new LongList<string>()
      const table = new TextTable(texts)
      const indexes = new Map<string, number>()
      for (const text of given) {
        const index = indexes.get(text)
        expect(table.find(text, hashOf(text))).toBe(index ?? -1)
        if (index !== undefined) continue
        indexes.set(text, texts.length)
        texts.push(text)
        table.add(hashOf(text), texts.length - 1)
      }
      expect(table.size).toBe(indexes.size)
      for (const [text, index] of indexes) expect(table.find(text, hashOf(text))).toBe(index)
      const entries = [...indexes].map(([text, index]) => [hashOf(text), index])
      expect([...table.entries()].sort(([, a], [, b]) => a - b)).toEqual(entries)
    }),
    { seed: 1 },
  )
})

test('a long list behaves like an array', () => {
  fc.assert(
    fc.property(fc.nat({ max: 3000 }), fc.array(fc.nat({ max: 2999 }), { maxLength: 20 }), (length, replaced) => {
      const list = new LongList<number>()
      const array: number[] = []
      for (let i = 0; i < length; i++) {
        list.push(i)
        array.push(i)
      }
      for (const index of replaced.filter((index) => index < length)) {
        list.set(index, -index)
        array[index] = -index
      }
      expect([list.length, [...list], array.map((_, index) => list.at(index))]).toEqual([length, array, array])
    }),
    { seed: 1, numRuns: 30 },
  )
})
