import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Sandbox } from '../../src/core/sandbox.js'
import { startVerification } from '../../src/core/verifications.js'
import { Scheduler } from '../../src/emulator/scheduler.js'
import { useFakeTimersEverywhere, useRealTimersEverywhere } from '../support/fake-timers.js'
import { useWorld } from '../support/world.js'

beforeEach(() => {
  useFakeTimersEverywhere()
})
afterEach(() => {
  useRealTimersEverywhere()
})

function useScheduler() {
  const parts = useWorld()
  const { sandbox, profile, pass } = parts
  const scheduler = new Scheduler((woken: Sandbox) => {
    woken.runDue()
    return true
  })
  return {
    ...parts,
    scheduler,
    start: (timeoutSecs: number) =>
      sandbox.run((world) =>
        startVerification(world, { channel: 'sms', phoneNumber: '+13035551234', profileId: profile.id, timeoutSecs }),
      ),
    /** Advances both clocks, as outside of tests. */
    elapse: (ms: number) => {
      pass(ms)
      vi.advanceTimersByTime(ms)
    },
  }
}

test('due items are processed without a request, one after the other', () => {
  const { sandbox, scheduler, start, elapse } = useScheduler()
  const [late, early] = [start(20), start(10)]
  scheduler.schedule(sandbox, false)
  elapse(9_999)
  expect(early.status).toBe('pending')
  elapse(1)
  expect([early.status, late.status]).toEqual(['expired', 'pending'])
  elapse(10_000)
  expect(late.status).toBe('expired')
  expect(vi.getTimerCount()).toBe(0)
})

test('a sandbox with a frozen clock has no timer; moving the clock sets a new one', () => {
  const { sandbox, scheduler, start, elapse } = useScheduler()
  const verification = start(10)
  scheduler.schedule(sandbox, false)
  sandbox.world.clock.freeze()
  scheduler.schedule(sandbox, true)
  expect(vi.getTimerCount()).toBe(0)
  sandbox.world.clock.set(sandbox.world.clock.now() + 9_000)
  sandbox.world.clock.resume()
  scheduler.schedule(sandbox, true)
  elapse(1_000)
  expect(verification.status).toBe('expired')
})

test('a time beyond the range of a timer is reached in steps', () => {
  const { sandbox, scheduler, start, elapse } = useScheduler()
  const verification = start(3_000_000)
  scheduler.schedule(sandbox, false)
  elapse(2 ** 31 - 1)
  expect(verification.status).toBe('pending')
  elapse(3_000_000_000 - (2 ** 31 - 1))
  expect(verification.status).toBe('expired')
})

test('a closed scheduler keeps no timer', () => {
  const { sandbox, scheduler, start } = useScheduler()
  start(10)
  scheduler.schedule(sandbox, false)
  scheduler.close()
  expect(vi.getTimerCount()).toBe(0)
  scheduler.schedule(sandbox, true) // an attempt in flight ends after closing
  expect(vi.getTimerCount()).toBe(0)
})
