import { expect, onTestFinished, test, vi } from 'vitest'
import { IdleSweep } from '../../src/emulator/idle-sweep.js'
import { useFakeTimersEverywhere, useRealTimersEverywhere } from '../support/fake-timers.js'

function useSweep(idleMs: number, waits: number[]) {
  useFakeTimersEverywhere()
  onTestFinished(useRealTimersEverywhere)
  let passedSecs = 0
  const looks: number[] = []
  const sweep = new IdleSweep(idleMs, () => {
    looks.push(passedSecs)
    return waits.shift() ?? Number.POSITIVE_INFINITY
  })
  const pass = (secs: number) => {
    for (let left = secs; left > 0; left--) {
      passedSecs++
      vi.advanceTimersByTime(1000)
    }
  }
  return { sweep, looks, pass }
}

test('it looks when the next sandbox can be idle, at most once a second and at least once in the idle time', () => {
  const { sweep, looks, pass } = useSweep(60_000, [5, 30_000])
  pass(151)
  expect(looks).toEqual([60, 61, 91, 151])
  sweep.close()
  pass(600)
  expect(looks).toHaveLength(4)
})

test('without an idle time it never looks', () => {
  const { looks, pass } = useSweep(Number.POSITIVE_INFINITY, [])
  pass(10_000)
  expect(looks).toEqual([])
})
