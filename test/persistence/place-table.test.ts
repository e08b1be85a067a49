import { expect, test } from 'vitest'
import { hashBytes, hashText } from '../../src/sandbox-file/place-table.js'

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
