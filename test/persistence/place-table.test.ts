import { expect, test } from 'vitest'
import { hashBytes, hashText, PlaceTable } from '../../src/sandbox-file/place-table.js'

const id = '00000000-0000-4000-8000-000000000000'
/** IDs that differ from the first one in a single digit. */
const others = [...id].flatMap((digit, at) => (digit === '0' ? [`${id.slice(0, at)}1${id.slice(at + 1)}`] : []))

test('texts that differ in any one character have different hashes, as have IDs that are counted at their start', () => {
  expect(others.length).toBeGreaterThan(25)
  expect(new Set([id, ...others].map(hashText)).size).toBe(others.length + 1)
})

test('a text has the hash of its bytes', () => {
  const bytes = Buffer.from(`{"id":"${id}"}`)
  expect(hashBytes(bytes, 7, 7 + id.length)).toBe(hashText(id))
})

test('a table finds keys by what they are, also when all of them have one hash', () => {
  const keys = ['a', 'b', 'a', 'c']
  const table = new PlaceTable(keys.length)
  const haveSame = (known: number, place: number) => keys[known] === keys[place]
  expect(keys.map((_, place) => table.put(7, place, haveSame))).toEqual([0, 1, 0, 3])
  expect(table.replace(7, 2, haveSame)).toBe(0)
  expect(['a', 'b', 'c', 'd'].map((key) => table.find(7, (place) => keys[place] === key))).toEqual([2, 1, 3, -1])
  // A key is compared only with those of its hash.
  for (let hash = 8; hash < 100; hash++) expect(table.find(hash, () => true)).toBe(-1)
  table.clear()
  expect(table.find(7, () => true)).toBe(-1)
})
