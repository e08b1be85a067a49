import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AnswerDelays } from '../../src/http/answer-delays.js'

/** Lets those go on who wait for a promise. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Delays on a clock of whole milliseconds, like that of Node's timers, which fires each timer late by a part of one. */
function useDelays() {
  let now = 0
  const timers = new Map<() => void, number>()
  const delays = new AnswerDelays(
    () => now,
    (callback, ms) => {
      timers.set(callback, now + ms)
      return () => timers.delete(callback)
    },
  )
  const left: (readonly [name: string, at: number])[] = []
  const hold = (name: string, dueAt: number, signal: AbortSignal = new AbortController().signal) =>
    delays.wait(dueAt, signal).then(() => left.push([name, now]))
  /** Runs timers until a time. @param lateMs how late each one fires */
  const passTo = async (end: number, lateMs = 0) => {
    await settle()
    for (;;) {
      const [next] = [...timers].sort(([, one], [, other]) => one - other)
      if (next === undefined || next[1] > end) break
      timers.delete(next[0])
      now = Math.max(now, next[1] + lateMs)
      next[0]()
      await settle()
    }
    now = Math.max(now, end)
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
  expect(left).toEqual([
    ['first', 10],
    ['second', 20],
    ['third', 30],
  ])
  expect(timers.size).toBe(0)
})

test('an answer that is due already leaves at once', async () => {
  const { hold, left } = useDelays()
  await hold('due', 0.4)
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
  expect(left.slice(1)).toEqual([
    ['never waits', 0],
    ['stays', 20],
  ])
})

test('closing lets all answers go, those that come later too', async () => {
  const { delays, hold, left, timers } = useDelays()
  const waiting = [hold('one', 10), hold('other', 1e9)]
  delays.close()
  await Promise.all([...waiting, hold('later', 50)])
  expect(left.map(([name]) => name)).toEqual(['one', 'other', 'later'])
  expect(timers.size).toBe(0)
})

test('every answer leaves within a millisecond of its time, if timers fire within half of one', async () => {
  const dueAt = fc.integer({ min: 0, max: 200_000 }).map((us) => us / 1000)
  await fc.assert(
    fc.asyncProperty(fc.array(dueAt, { maxLength: 50 }), fc.integer({ min: 0, max: 4 }), async (times, late) => {
      const { hold, passTo, left } = useDelays()
      times.forEach((time) => void hold(String(time), time))
      await passTo(300, late / 10)
      expect(left).toHaveLength(times.length)
      for (const [time, at] of left) expect(Math.abs(at - Number(time))).toBeLessThanOrEqual(1)
    }),
  )
})
