import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AnswerDelays } from '../../src/http/answer-delays.js'

/** Lets those go on who wait for a promise. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

/** How long a turn of the event loop takes if nothing happens. Milliseconds. */
const turnMs = 0.01

/** Delays on a clock that only timers, turns of the event loop and naps move. */
function useDelays({ lateTimerMs = 0, lateNapMs = 0, busyTurnMs = turnMs } = {}) {
  let now = 0
  const timers = new Map<() => void, number>()
  const turns: (() => void)[] = []
  const naps: number[] = []
  const delays = new AnswerDelays(
    () => now,
    (callback, ms) => {
      timers.set(callback, now + ms)
      return () => timers.delete(callback)
    },
    () => {},
    {
      nextTurn: (callback) => turns.push(callback),
      nap: (ms) => {
        naps.push(ms)
        now += ms + lateNapMs
      },
    },
  )
  const left: (readonly [name: string, at: number])[] = []
  const hold = (name: string, dueAt: number, signal: AbortSignal = new AbortController().signal) =>
    delays.wait(dueAt, signal).then(() => left.push([name, now]))
  /** Runs turns and timers until a time. */
  const passTo = async (end: number) => {
    await settle()
    while (now <= end) {
      const turn = turns.shift()
      if (turn !== undefined) {
        now += busyTurnMs
        turn()
      } else {
        const [next] = [...timers].sort(([, one], [, other]) => one - other)
        if (next === undefined || next[1] > end) break
        timers.delete(next[0])
        now = Math.max(now, next[1] + lateTimerMs)
        next[0]()
      }
      await settle()
    }
    now = Math.max(now, end)
  }
  return { delays, hold, passTo, left, timers, turns, naps }
}

test('answers leave in the order in which they are due, on one timer', async () => {
  const { hold, passTo, left, timers } = useDelays()
  void hold('third', 30)
  void hold('first', 10)
  void hold('second', 20)
  expect(timers.size).toBe(1)
  await passTo(40)
  expect(left.map(([name]) => name)).toEqual(['first', 'second', 'third'])
  expect(timers.size).toBe(0)
})

test('an answer that is due already leaves at once', async () => {
  const { hold, left } = useDelays()
  await hold('due', 0.05)
  expect(left).toEqual([['due', 0]])
})

test('an answer whose client has left is let go, and the others are not', async () => {
  const { hold, passTo, left } = useDelays()
  const client = new AbortController()
  void hold('stays', 20)
  const leaves = hold('leaves', 10, client.signal)
  client.abort()
  await leaves
  expect(left).toEqual([['leaves', 0]])
  await hold('never waits', 50, client.signal)
  await passTo(30)
  expect(left.slice(1).map(([name]) => name)).toEqual(['never waits', 'stays'])
  expect(left[2]?.[1]).toBeCloseTo(20, 0)
})

test('closing lets all answers go, those that come later too', async () => {
  const { delays, hold, left, timers } = useDelays()
  const waiting = [hold('one', 10), hold('other', 1e9)]
  delays.close()
  await Promise.all([...waiting, hold('later', 50)])
  expect(left.map(([name]) => name)).toEqual(['one', 'other', 'later'])
  expect(timers.size).toBe(0)
})

const times = fc.array(
  fc.integer({ min: 0, max: 200_000 }).map((us) => us / 1000),
  { maxLength: 50 },
)

test('every answer leaves within 0.1 ms of its time if the process is idle, though timers are late by up to 1 ms', async () => {
  await fc.assert(
    fc.asyncProperty(times, fc.integer({ min: 0, max: 10 }), async (dueTimes, late) => {
      const { hold, passTo, left } = useDelays({ lateTimerMs: late / 10, lateNapMs: toleranceMs })
      for (const dueAt of dueTimes) void hold(String(dueAt), dueAt)
      await passTo(300)
      expect(left).toHaveLength(dueTimes.length)
      for (const [dueAt, at] of left) expect(Math.abs(at - Number(dueAt))).toBeLessThanOrEqual(0.1)
    }),
  )
})

/** How late a nap may end. Milliseconds. */
const toleranceMs = 0.06

test('an idle process sleeps most of the last two milliseconds, never longer than 0.2 ms at once', async () => {
  const { hold, passTo, naps } = useDelays()
  void hold('one', 10)
  await passTo(20)
  expect(Math.max(...naps)).toBeLessThanOrEqual(0.2)
  expect(naps.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(0.8)
  expect(naps.length).toBeLessThanOrEqual(15)
})

test('a process that has work to do never sleeps, and its answers leave after the turn', async () => {
  const { hold, passTo, naps, left } = useDelays({ busyTurnMs: 0.3 })
  void hold('one', 10)
  await passTo(20)
  expect(naps).toEqual([])
  expect(left[0]?.[1]).toBeCloseTo(10, 0)
})

test('an answer that is far away costs no turns', async () => {
  const { hold, passTo, turns, timers } = useDelays()
  void hold('far', 100)
  await passTo(90)
  expect([turns.length, timers.size]).toEqual([0, 1])
})
