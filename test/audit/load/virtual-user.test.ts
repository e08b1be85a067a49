import { expect, test } from 'vitest'
import type { Answer } from '../../../src/audit/flow/answer.js'
import { type Driver, DriverError, type Visitor } from '../../../src/audit/flow/driver.js'
import { Slots } from '../../../src/audit/load/slots.js'
import { type UserRecord, VirtualUser } from '../../../src/audit/load/virtual-user.js'

const answered = (status: number, failure: Answer['failure'] = null): Answer => ({
  ...{ request: '', status, failure, headers: [], text: '', tookMs: 0 },
})
const user = { index: 0, arrivesMs: 0, thinkMs: 1000, mistypes: false, resends: false, slip: 0 }

interface Script extends Partial<Omit<Visitor, 'check'>> {
  /** Answers to the codes that are handed in. */
  readonly checks?: Readonly<Record<string, Answer | Error>>
  readonly codes?: readonly string[]
  readonly hasInside?: boolean
  readonly plan?: Partial<typeof user>
}

/** Runs one user on a stopwatch that moves only while the user waits, and by 10 for each request. */
async function run({ checks = {}, codes = ['12345'], hasInside = true, plan = {}, ...script }: Script = {}) {
  let now = 0
  const take = <Value>(value: Value): Value => {
    now += 10
    if (value instanceof Error) throw value
    return value
  }
  const visitor = {
    start: async () => take(answered(202)),
    resend: async () => take(answered(202)),
    check: async (code: unknown) => take(checks[String(code)] ?? answered(200)),
    isInside: async () => take(true),
    ...script,
  } as unknown as Visitor
  const record: UserRecord = { phoneNumber: '+13035551234', arrivedAt: 0, samples: [], end: 'unfinished' }
  const scene = {
    driver: { visit: () => visitor, features: { hasInside } } as unknown as Driver,
    stream: {
      countCodes: () => record.samples.filter(({ step }) => step === 'code').length,
      nextCode: async (_: string, after: number) => {
        const code = codes[after]
        return code === undefined ? undefined : { code, at: now }
      },
    },
    ...{ slots: new Slots(1), now: () => now, codeTimeoutMs: 30_000, coolDownMs: 5000 },
    waitUntil: async (at: number) => {
      now = Math.max(now, at)
    },
  }
  await new VirtualUser(scene, { ...user, ...plan }, record).logIn()
  return { record, spans: record.samples.map(({ step, from, to, error }) => [step, from, to, error]) }
}

test('a user reads the code, types it and is in; the time to think does not count as waiting', async () => {
  const { record, spans } = await run()
  expect(record.end).toBe('in')
  expect(spans).toEqual([
    ['start', 0, 10, null],
    ['code', 10, 10, null],
    ['check', 1010, 1020, null],
    ['inside', 1020, 1030, null],
  ])
})

test('a user who mistypes hands in another code first, and thinks again', async () => {
  const { record, spans } = await run({ plan: { mistypes: true }, checks: { '22345': answered(401) } })
  expect(record.end).toBe('in')
  expect(spans.slice(2)).toEqual([
    ['wrong code', 1010, 1020, null],
    ['check', 1520, 1530, null],
    ['inside', 1530, 1540, null],
  ])
})

test('a user who asks for another code waits for the cool-down and uses the second one', async () => {
  const checks = { 11111: answered(401), 22222: answered(200) }
  const { record, spans } = await run({ plan: { resends: true }, codes: ['11111', '22222'], checks })
  expect(record.end).toBe('in')
  expect(spans.slice(2)).toEqual([
    ['resend', 5010, 5020, null],
    ['code', 5020, 5020, null],
    ['check', 6020, 6030, null],
    ['inside', 6030, 6040, null],
  ])
})

test.each<[what: string, script: Script, step: string, error: string]>([
  ['the request for a code is refused', { start: async () => answered(429) }, 'start', '429'],
  ['no code arrives', { codes: [] }, 'code', 'no code within 30 s'],
  ['the check is not answered', { checks: { 12345: answered(0, 'timed out') } }, 'check', 'no answer (timed out)'],
  ['the right code is refused', { checks: { 12345: answered(401) } }, 'check', '401'],
  [
    'the user stays out with the right code',
    { isInside: async () => false },
    'inside',
    'the right code did not let the user in',
  ],
  [
    'the answer to the right code is not the expected one',
    { isInside: async () => false, hasInside: false },
    'check',
    'the right code was refused',
  ],
  [
    'the driver fails',
    { start: () => Promise.reject(new DriverError('start failed: no field')) },
    'start',
    'start failed: no field',
  ],
  [
    'a wrong code meets an overloaded application',
    { plan: { mistypes: true }, checks: { 22345: answered(503) } },
    'wrong code',
    '503',
  ],
])('a user gives up when %s', async (_, script, step, error) => {
  const { record, spans } = await run(script)
  expect(record.end).toBe('failed')
  expect(spans.at(-1)).toEqual([step, expect.any(Number), expect.any(Number), error])
  expect(spans.slice(0, -1).every(([, , , earlier]) => earlier === null)).toBe(true)
})
