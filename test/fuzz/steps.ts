import fc, { type Arbitrary } from 'fast-check'

export const phones = ['+13035551234', '+442071838750', '+4915112345678'] as const
const channels = ['sms', 'call', 'flashcall', 'whatsapp'] as const

/** Which code is handed in: the right one, one that is wrong, or that of some verification, named by a number. */
export type CodeChoice = 'right' | 'wrong' | number

export type Step =
  | {
      readonly do: 'start'
      phone: string
      profile: 0 | 1
      channel: string
      timeoutSecs: number | undefined
      customCode: string | undefined
    }
  | { readonly do: 'check by phone'; phone: string; profile: 0 | 1; code: CodeChoice; times: number }
  | { readonly do: 'check by id'; which: number; code: CodeChoice }
  | { readonly do: 'settle'; which: number; verdict: 'accepted' | 'rejected' }
  | { readonly do: 'wait'; ms: number; how: 'clock' | 'wall' }
  | { readonly do: 'read'; which: number }
  | { readonly do: 'list'; phone: string; size: number }

const phone = fc.constantFrom(...phones)
const profile = fc.constantFrom(0 as const, 0 as const, 1 as const)
const which = fc.nat({ max: 20 })
const code: Arbitrary<CodeChoice> = fc.oneof(
  { weight: 3, arbitrary: fc.constant('wrong' as const) },
  { weight: 2, arbitrary: fc.constant('right' as const) },
  { weight: 1, arbitrary: which },
)
const absent = fc.constant(undefined)

export const step: Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('start' as const),
      phone,
      profile,
      channel: fc.constantFrom(...channels),
      timeoutSecs: fc.oneof(absent, fc.constantFrom(1, 60, 600)),
      customCode: fc.oneof(absent, fc.constantFrom('0000', '12345')),
    }),
  },
  {
    weight: 6,
    // Some are sent several times at once (C12).
    arbitrary: fc.record({
      do: fc.constant('check by phone' as const),
      phone,
      profile,
      code,
      times: fc.constantFrom(1, 1, 1, 1, 3, 8),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('check by id' as const), which, code }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      which,
      verdict: fc.constantFrom('accepted' as const, 'rejected' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 999, 1000, 59_999, 60_000, 299_999, 300_000),
      how: fc.constantFrom('clock' as const, 'wall' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('read' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('list' as const), phone, size: fc.integer({ min: 1, max: 4 }) }),
  },
)
