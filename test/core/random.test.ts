import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Cursor, Random } from '../../src/core/random.js'

const draws = (random: Random, count: number) => Array.from({ length: count }, () => random.next())

test('the same seed gives the same sequence, a different seed a different one', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      const sequence = draws(Random.fromSeed(one), 4)
      expect(draws(Random.fromSeed(one), 4)).toEqual(sequence)
      if (one !== other) expect(draws(Random.fromSeed(other), 4)).not.toEqual(sequence)
    }),
    { seed: 1 },
  )
})

test('a cursor continues the sequence', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat({ max: 50 }), (seed, skipped) => {
      const random = Random.fromSeed(seed)
      draws(random, skipped)
      const kept = JSON.parse(JSON.stringify(random.cursor)) as Cursor
      expect(draws(new Random(kept), 10)).toEqual(draws(random, 10))
    }),
    { seed: 1 },
  )
})

test('the digits of codes are evenly spread: chi-squared below the 99.9 % point of 9 degrees of freedom', () => {
  const digits = Random.fromSeed('spread').digits(100_000)
  const counts = Array.from({ length: 10 }, (_, digit) => [...digits].filter((other) => other === String(digit)).length)
  const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
  expect(chiSquared).toBeLessThan(27.88)
})

test('UUIDs have version 4 and are unique', () => {
  const random = Random.fromSeed('uuids')
  const uuids = Array.from({ length: 20_000 }, () => random.uuid())
  expect(new Set(uuids).size).toBe(20_000)
  for (const uuid of uuids.slice(0, 500))
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('a code has a draw for each digit, and a UUID four for its bits', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: 12 }), (seed, length) => {
      const [random, same] = [Random.fromSeed(seed), Random.fromSeed(seed)]
      expect(random.digits(length)).toBe(
        draws(same, length)
          .map((drawn) => drawn % 10)
          .join(''),
      )
      const bits = draws(same, 4)
        .map((drawn) => drawn.toString(16).padStart(8, '0'))
        .join('')
      const variant = ((Number.parseInt(bits[16] as string, 16) & 3) | 8).toString(16)
      expect(random.uuid().replaceAll('-', '')).toBe(
        `${bits.slice(0, 12)}4${bits.slice(13, 16)}${variant}${bits.slice(17)}`,
      )
      expect(random.cursor).toEqual(same.cursor)
    }),
    { seed: 1 },
  )
})
