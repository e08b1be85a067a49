import { expect, test } from 'vitest'
import { honestPerHour, patternIds, patterns, planHour, ticksPerHour } from '../../../src/audit/abuse/patterns.js'
import { SeededRandom } from '../../../src/audit/flow/seeded-random.js'

test('the same seed plans the same hours, another seed others', () => {
  const plan = (seed: string) => {
    const random = new SeededRandom(seed)
    return [planHour(random), planHour(random)]
  }
  expect(plan('1')).toEqual(plan('1'))
  expect(plan('1')).not.toEqual(plan('2'))
  expect(plan('1')[0]).not.toEqual(plan('1')[1])
})

test('an hour contains every attempt of every pattern, and the honest users', () => {
  const hour = planHour(new SeededRandom('x'))
  expect(hour).toHaveLength(ticksPerHour)
  for (const id of patternIds) {
    const counts = hour.map((steps) => steps.filter((step) => step === id).length)
    expect(counts).toEqual(hour.map((_, tick) => patterns[id].attemptsIn(tick)))
  }
  expect(hour.flat().filter((step) => step === 'honest')).toHaveLength(honestPerHour)
})

test('shuffling keeps every item', () => {
  const items = Array.from({ length: 50 }, (_, index) => index)
  const shuffled = new SeededRandom('7').shuffle(items)
  expect(shuffled).not.toEqual(items)
  expect(shuffled.sort((one, other) => one - other)).toEqual(items)
})
