import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Cursor, Random } from '../../src/core/random.js'

const draws = (random: Random, count: number) => Array.from({ length: count }, () => random.next())

test('the same seed gives the same sequence, and another seed another', () => {
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

test('uuids are of version 4 and do not repeat', () => {
  const random = Random.fromSeed('uuids')
  const uuids = Array.from({ length: 20_000 }, () => random.uuid())
  expect(new Set(uuids).size).toBe(20_000)
  for (const uuid of uuids.slice(0, 500))
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
