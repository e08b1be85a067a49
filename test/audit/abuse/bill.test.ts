import { describe, expect, test } from 'vitest'
import { type Attempt, type DefenseId, defenses } from '../../../src/audit/abuse/defenses.js'
import { type AbuseCheckId, type JudgeOptions, judgeBill } from '../../../src/audit/abuse/findings.js'
import {
  busiestNumber,
  type Charge,
  formatUsd,
  readCharges,
  sumByHour,
  sumOf,
} from '../../../src/audit/abuse/ledger.js'
import { type PatternId, patternIds } from '../../../src/audit/abuse/patterns.js'
import { drawCost } from '../../../src/audit/abuse/picture.js'
import { addUp, type Bill } from '../../../src/audit/abuse/tally.js'

const startedAt = Date.UTC(2026, 1, 1)
const minuteMs = 60_000

interface Story {
  readonly pattern: PatternId
  readonly tick: number
  readonly phoneNumber?: string
  readonly stoppedBy?: DefenseId
}

/** The bill of some attempts, each with its own number unless it names one, and of two honest logins. */
function billOf(stories: readonly Story[], honestProblem: string | null = null): Bill {
  const attempts = stories.map(({ pattern, tick, phoneNumber, stoppedBy = null }, index): Attempt => {
    const answer = { request: 'POST /login', headers: [], tookMs: 1, failure: null, text: '<p>Wait</p>' }
    const status = stoppedBy === null ? 202 : 429
    return {
      pattern,
      tick,
      phoneNumber: phoneNumber ?? `+1303555${2000 + index}`,
      answer: { ...answer, status },
      stoppedBy,
    }
  })
  const charges = attempts
    .filter(({ stoppedBy }) => stoppedBy === null)
    .map(({ pattern: payer, tick, phoneNumber }): Charge => {
      return { payer, phoneNumber, at: startedAt + tick * 10 * minuteMs, microUsd: 30_000 }
    })
  const honest = [1, 2].map((tick) => ({ tick, phoneNumber: '+13035559000', problem: honestProblem, stoppedBy: null }))
  return addUp({ attempts, honest, hours: 2 }, charges, startedAt)
}

const usual: JudgeOptions = { sharesAddress: false, maxMicroUsdPerHour: undefined }

const kindOf = (rule: AbuseCheckId, bill: Bill, options: Partial<JudgeOptions> = {}) =>
  judgeBill(bill, { ...usual, ...options }).find((finding) => finding.rule === rule)?.kind

describe('sums are exact', () => {
  test('ten thousand messages at a fraction of a cent cost what they cost', () => {
    const charges = Array.from({ length: 10_000 }, (): Charge => {
      return { payer: 'slow-pump', phoneNumber: '+13035552000', at: startedAt, microUsd: 34_100 }
    })
    expect(sumOf(charges)).toBe(341_000_000)
    expect(formatUsd(sumOf(charges))).toBe('$341.00')
  })

  test('records say what each message has cost, and older ones are left out', () => {
    const record = (id: string, phone_number: string, usd?: number) => ({
      ...{ id, type: 'sms' as const, phone_number, verify_profile_id: 'p', created_at: '2026-02-01T00:10:00.000000' },
      emulator: usd === undefined ? {} : { usd },
    })
    const verifications = [
      record('a', '+13035552000', 0.1),
      record('b', '+13035552001', 0.0341),
      record('c', '+13035552002'),
    ]
    expect(readCharges({ version: 1, verifications }, new Set(['a']), () => 'honest')).toEqual([
      { payer: 'honest', phoneNumber: '+13035552001', at: startedAt + 10 * minuteMs, microUsd: 34_100 },
      { payer: 'honest', phoneNumber: '+13035552002', at: startedAt + 10 * minuteMs, microUsd: 0 },
    ])
  })

  test('an hour gets the charges within it', () => {
    const at = (minutes: number): Charge => {
      return { payer: 'slow-pump', phoneNumber: '+1', at: startedAt + minutes * minuteMs, microUsd: 10 }
    }
    expect(sumByHour([at(-1), at(0), at(59), at(60), at(120)], startedAt, 2)).toEqual([20, 10])
  })

  test('the busiest number is the one with the most messages within an hour', () => {
    const to = (phoneNumber: string, minutes: number): Charge => {
      return { payer: 'one-phone', phoneNumber, at: startedAt + minutes * minuteMs, microUsd: 10 }
    }
    expect(busiestNumber([to('a', 0), to('b', 1), to('a', 50), to('a', 60), to('a', 61)])).toBe(3)
    expect(busiestNumber([])).toBe(0)
  })
})

const loop = (count: number, step = 1): Story[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ pattern: 'resend-loop', tick: Math.floor(index / step), phoneNumber: '+13035552999' },
  }))

describe('findings', () => {
  test('number-limit: five codes an hour to one number pass, six do not', () => {
    expect(kindOf('number-limit', billOf(loop(5)))).toBe('passed')
    expect(kindOf('number-limit', billOf(loop(6)))).toBe('failed')
  })

  test('resend-cool-down: it passes only if a second code was refused right after the first', () => {
    const refused: Story = { pattern: 'resend-loop', tick: 0, stoppedBy: 'cool-down' }
    expect(kindOf('resend-cool-down', billOf([...loop(1), refused]))).toBe('passed')
    expect(kindOf('resend-cool-down', billOf(loop(4, 2)))).toBe('failed')
  })

  test('address-limit: ten numbers an hour for one address pass, more do not', () => {
    const row = (count: number): Story[] =>
      Array.from({ length: count }, () => ({ pattern: 'numbers-in-row', tick: 0 }))
    expect(kindOf('address-limit', billOf(row(20)))).toBe('passed')
    expect(kindOf('address-limit', billOf(row(22)))).toBe('failed')
    expect(kindOf('address-limit', billOf(row(22)), { sharesAddress: true })).toBe('skipped')
  })

  test('country-list: one code to a country that is not served fails', () => {
    expect(kindOf('country-list', billOf([{ pattern: 'far-countries', tick: 0, stoppedBy: 'country-list' }]))).toBe(
      'passed',
    )
    expect(kindOf('country-list', billOf([{ pattern: 'far-countries', tick: 0 }]))).toBe('failed')
  })

  test("total-limit: that nothing limits the total is the service's default", () => {
    const stopped: Story = { pattern: 'many-addresses', tick: 1, stoppedBy: 'spend-limit' }
    expect(kindOf('total-limit', billOf([{ pattern: 'many-addresses', tick: 0 }]))).toBe('vendor-default')
    expect(kindOf('total-limit', billOf([{ pattern: 'many-addresses', tick: 0 }, stopped]))).toBe('passed')
  })

  test('hourly-bill: only a limit that was given can be exceeded', () => {
    const bill = billOf(loop(4))
    expect(kindOf('hourly-bill', bill)).toBe('passed')
    expect(kindOf('hourly-bill', bill, { maxMicroUsdPerHour: 120_000 })).toBe('passed')
    expect(kindOf('hourly-bill', bill, { maxMicroUsdPerHour: 119_999 })).toBe('failed')
  })

  test('honest-users: one who is turned away fails, and if all are, no refusal proves anything', () => {
    expect(kindOf('honest-users', billOf([]))).toBe('passed')
    const alone = billOf([], 'no code was sent')
    expect(kindOf('honest-users', alone)).toBe('failed')
    expect(kindOf('country-list', alone)).toBe('could-not-run')
    expect(kindOf('hourly-bill', alone)).toBe('passed')
  })
})

test('the picture shows the cost, the hours and when each defense cut in, and is well-formed', () => {
  const svg = drawCost(billOf([...loop(3), { pattern: 'numbers-in-row', tick: 7, stoppedBy: 'per-address' }]))
  expect(svg).toContain('abuse $0.09')
  expect(svg).toContain(`01:10 ${defenses['per-address']}`)
  expect(svg).toContain('prefers-color-scheme:dark')
  expect(svg).not.toMatch(/NaN|undefined|Infinity/)
  const open = [...svg.matchAll(/<([a-z]+)[^>]*?(\/?)>/g)]
    .filter(([, , isEmpty]) => isEmpty === '')
    .map(([, name]) => name)
  const closed = [...svg.matchAll(/<\/([a-z]+)>/g)].map(([, name]) => name)
  expect(open.sort()).toEqual(closed.sort())
})

test('a picture of nothing is a picture', () => {
  expect(drawCost(addUp({ attempts: [], honest: [], hours: 1 }, [], startedAt))).not.toMatch(/NaN|Infinity/)
  expect(patternIds).toContain('slow-pump')
})
