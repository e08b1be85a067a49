import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toParts } from '../../src/wire/json-parts.js'

test('the parts of any plain data are its JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect([...toParts(value)].join('')).toBe(JSON.stringify(value))
    }),
    { seed: 16 },
  )
})

test('members without a value are left out, as in JSON', () => {
  const value = { a: undefined, b: { c: undefined }, d: [{ e: undefined }], f: undefined }
  expect([...toParts(value)].join('')).toBe(JSON.stringify(value))
})

test('a long list inside of an object comes in parts, each as long as a write is quick', () => {
  const value = { made: 1, deliveries: Array.from({ length: 5000 }, (_, id) => ({ id, text: 'x'.repeat(100) })) }
  const parts = [...toParts(value)]
  expect(parts.join('')).toBe(JSON.stringify(value))
  expect(parts.length).toBeGreaterThan(3)
  for (const part of parts) expect(part.length).toBeLessThan(300_000)
})
