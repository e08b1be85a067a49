import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SeededRandom } from '../../../src/audit/flow/seeded-random.js'
import { mistype, planUsers } from '../../../src/audit/load/plan.js'

const shape = { users: 500, rampMs: 10_000, thinkMs: 4000, mistype: 0.1, resend: 0.02 }

test('the same seed plans the same users, another seed others', () => {
  const plan = planUsers(shape, new SeededRandom('1'))
  expect(planUsers(shape, new SeededRandom('1'))).toEqual(plan)
  expect(planUsers(shape, new SeededRandom('2'))).not.toEqual(plan)
})

test('users arrive within the ramp, in order, and independently of each other', () => {
  const arrivals = planUsers(shape, new SeededRandom('1')).map(({ arrivesMs }) => arrivesMs)
  expect(arrivals).toEqual([...arrivals].sort((one, other) => one - other))
  expect(arrivals.every((ms) => ms >= 0 && ms < 10_000)).toBe(true)
  const gaps = arrivals.slice(1).map((ms, index) => ms - (arrivals[index] ?? 0))
  // Of a Poisson process 63 % of the gaps are shorter than their mean, of a regular one half or none.
  const mean = gaps.reduce((sum, gap) => sum + gap) / gaps.length
  expect(gaps.filter((gap) => gap < mean).length / gaps.length).toBeCloseTo(0.63, 1)
})

test('with a ramp of 0 all arrive at once', () => {
  expect(planUsers({ ...shape, rampMs: 0 }, new SeededRandom('1')).every(({ arrivesMs }) => arrivesMs === 0)).toBe(true)
})

test('people think, mistype and ask for another code as they are told to', () => {
  const plan = planUsers({ ...shape, users: 5000 }, new SeededRandom('1'))
  const share = (isMeant: (user: (typeof plan)[number]) => boolean) => plan.filter(isMeant).length / plan.length
  expect(share(({ thinkMs }) => thinkMs < 4000)).toBeCloseTo(0.5, 1)
  expect(share(({ thinkMs }) => thinkMs > 4000 * 2.28)).toBeCloseTo(0.05, 1)
  expect(share(({ mistypes }) => mistypes)).toBeCloseTo(0.1, 1)
  expect(share(({ resends }) => resends)).toBeCloseTo(0.02, 1)
})

test('a mistyped code differs in one digit', () => {
  const slip = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(fc.stringMatching(/^\d{4,10}$/), slip, (code, where) => {
      const typed = mistype(code, where)
      expect(typed).toMatch(/^\d+$/)
      expect(typed).toHaveLength(code.length)
      expect([...typed].filter((digit, index) => digit !== code[index])).toHaveLength(1)
    }),
    { seed: 1 },
  )
})
