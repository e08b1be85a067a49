import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AbortSignalLike } from '../../src/control-api/long-poll.js'
import { AnswerDelays } from '../../src/http/answer-delays.js'
import { CallerSignal } from '../../src/http/caller-signal.js'

/** Lets those go on who wait for a promise. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Delays on a clock that only timers move. */
function useDelays(timerErrorMs = () => 0) {
  let now = 0
  const timers = new Map<() => void, number>()
  const delays = new AnswerDelays(
    () => now,
    (callback, ms) => {
      timers.set(callback, now + ms + timerErrorMs())
      return () => timers.delete(callback)
    },
  )
  const left: (readonly [name: string, at: number])[] = []
  const hold = (name: string, dueAt: number, signal: AbortSignalLike = new CallerSignal()) =>
    delays.wait(dueAt, signal).then(() => left.push([name, now]))
  /** Runs timers until a time. @returns how many */
  const passTo = async (end: number) => {
    let ticks = 0
    await settle()
    for (;;) {
      const [next] = [...timers].sort(([, one], [, other]) => one - other)
      if (next === undefined || next[1] > end) break
      timers.delete(next[0])
      now = Math.max(now, next[1])
      next[0]()
      ticks++
      await settle()
    }
    now = Math.max(now, end)
    return ticks
  }
  return { delays, hold, passTo, left, timers }
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
  await hold('due', 0.5)
  expect(left).toEqual([['due', 0]])
})

test('an answer whose client has left is let go, and the others are not', async () => {
  const { hold, passTo, left } = useDelays()
  const client = new CallerSignal()
  void hold('stays', 20)
  const leaves = hold('leaves', 10, client)
  client.abort()
  await leaves
  expect(left).toEqual([['leaves', 0]])
  await hold('never waits', 50, client)
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

test('every answer leaves within a millisecond of its time if timers are exact, rather early than late', async () => {
  await fc.assert(
    fc.asyncProperty(times, async (dueTimes) => {
      const { hold, passTo, left } = useDelays()
      for (const dueAt of dueTimes) void hold(String(dueAt), dueAt)
      await passTo(300)
      expect(left).toHaveLength(dueTimes.length)
      for (const [dueAt, at] of left) {
        expect(at - Number(dueAt)).toBeGreaterThanOrEqual(-0.75 - rounding)
        expect(at - Number(dueAt)).toBeLessThanOrEqual(0.25 + rounding)
      }
    }),
  )
})

test('a timer that is early lets no answer go too early, and one that is late lets go all that are due', async () => {
  await fc.assert(
    fc.asyncProperty(times, fc.infiniteStream(fc.integer({ min: -99, max: 99 })), async (dueTimes, errors) => {
      const { hold, passTo, left } = useDelays(() => (errors.next().value as number) / 100)
      for (const dueAt of dueTimes) void hold(String(dueAt), dueAt)
      await passTo(300)
      expect(left).toHaveLength(dueTimes.length)
      for (const [dueAt, at] of left) {
        expect(at - Number(dueAt)).toBeGreaterThanOrEqual(-0.75 - rounding)
        expect(at - Number(dueAt)).toBeLessThanOrEqual(1.25)
      }
    }),
  )
})

const rounding = 1e-6

test('answers of the same millisecond share a tick, and one that is far away costs one', async () => {
  const { hold, passTo, left, timers } = useDelays()
  for (const dueAt of [10, 10.1, 10.2, 10.3]) void hold(String(dueAt), dueAt)
  void hold('far', 1000)
  expect(await passTo(100)).toBe(1)
  expect([left.length, timers.size]).toEqual([4, 1])
  expect(await passTo(2000)).toBe(1)
  expect(left).toHaveLength(5)
})
