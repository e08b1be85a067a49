import { describe, expect, test } from 'vitest'
import { formatClock } from '../../../src/cli/terminal/clock-line.js'
import { useServed } from '../cli-harness.js'

const phone = '+13035551234'

test('clock advance moves the clock and lists what fell due', async () => {
  const { ask, askJson, sendCode, get } = await useServed()
  const id = await sendCode(phone)
  const { code, stdout } = await ask('clock', 'advance', '5m')
  expect(code).toBe(0)
  const lines = stdout.trimEnd().split('\n')
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatch(/^2026-01-31T09:35:00\.123Z {2}.*expired/)
  expect(lines[1]).toBe('2026-01-31T09:35:00.123Z, 5 min ahead of real time')
  expect((await get(`/verifications/${id}`)).body.data.status).toBe('expired')
  expect(await askJson('clock', 'advance', '1000')).toEqual({
    clock: { now: '2026-01-31T09:35:01.123Z', frozen: false, offsetMs: 301_000 },
    events: [],
    eventsTotal: 0,
  })
})

test('clock due lists what happens next, and clock next goes there', async () => {
  const { ask, askJson, sendCode } = await useServed()
  expect((await ask('clock', 'due')).stdout).toBe('Nothing is due.\n')
  await sendCode(phone)
  expect((await ask('clock', 'due')).stdout).toBe(`2026-01-31T09:35:00.123Z  verification expired: ${phone}\n`)
  expect(await askJson('clock', 'due')).toMatchObject([{ kind: 'expiry', phoneNumber: phone }])
  const { code, stdout } = await ask('clock', 'next')
  expect([code, stdout]).toEqual([
    0,
    `2026-01-31T09:35:00.123Z  verification expired: ${phone}\n2026-01-31T09:35:00.123Z, 5 min ahead of real time\n`,
  ])
})

test('clock set, freeze and resume print the new clock', async () => {
  const { ask, pass } = await useServed()
  expect((await ask('clock')).stdout).toBe('2026-01-31T09:30:00.123Z\n')
  expect((await ask('clock', 'set', '2026-02-01T00:00:00Z')).stdout).toContain(
    '2026-02-01T00:00:00.000Z, 14 h 29 min 59.877 s ahead of',
  )
  expect((await ask('clock', 'freeze')).stdout).toContain('2026-02-01T00:00:00.000Z, frozen')
  pass(60_000)
  expect((await ask('clock', 'resume')).stdout).toContain('2026-02-01T00:00:00.000Z, 14 h 28 min 59.877 s ahead of')
  expect((await ask('clock', 'set', 'now')).stdout).toBe('2026-01-31T09:31:00.123Z\n')
})

test.each([
  [['clock', 'advance', 'five'], '"five"'],
  [['clock', 'set', 'yesterday'], '"yesterday"'],
  [['clock', 'advance'], 'The argument <duration> is missing.'],
  [['clock', 'stop'], 'Unknown command "stop". Expected one of: advance, next, due, set'],
  [['clock', 'rezume'], 'Unknown command "rezume". Did you mean resume?'],
])('%j is bad usage and exits with 2', async (args, sentence) => {
  const { ask } = await useServed()
  const { code, stderr } = await ask(...args)
  expect(code).toBe(2)
  expect(stderr).toContain(sentence)
})

describe('a clock formatted as a line', () => {
  const now = '2026-01-31T09:30:00.123Z'
  test.each([
    [{ now, frozen: false, offsetMs: 0 }, now],
    [{ now, frozen: true, offsetMs: -1500 }, `${now}, frozen, 1.5 s behind real time`],
    [{ now, frozen: false, offsetMs: 90_061_000 }, `${now}, 1 d 1 h 1 min 1 s ahead of real time`],
  ])('%j', (clock, line) => expect(formatClock(clock)).toBe(line))
})
