import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Agenda } from '../../src/core/agenda.js'
import type { Verification } from '../../src/core/records.js'

test('items come by time, then in order of addition, and none before its time', () => {
  const times = fc.array(
    fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 20 }) }, { weight: 1, arbitrary: fc.constant(null) }),
    {
      maxLength: 200,
    },
  )
  fc.assert(
    fc.property(times, (steps) => {
      const agenda = new Agenda()
      let expected: { at: number; verification: Verification }[] = []
      steps.forEach((at, index) => {
        if (at === null) {
          // A null takes what is due at 10: the earliest, first added first.
          const due = expected.reduce<(typeof expected)[number] | undefined>(
            (best, item) => (best && best.at <= item.at ? best : item),
            undefined,
          )
          const wanted = due && due.at <= 10 ? due : undefined
          expect(agenda.take(10)?.about).toBe(wanted?.verification)
          expected = expected.filter((item) => item !== wanted)
        } else {
          const verification = { id: String(index) } as Verification
          agenda.add(at, 'expiry', verification)
          expected.push({ at, verification })
        }
        expect(agenda.size).toBe(expected.length)
        expect(agenda.nextAt).toBe(expected.length ? Math.min(...expected.map(({ at }) => at)) : null)
      })
    }),
    { seed: 1 },
  )
})
