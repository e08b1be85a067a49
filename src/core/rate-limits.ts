import { refuse } from './errors.js'
import type { World } from './world.js'

const windowMs = 1000
const mostWindows = 1000

/** Where a key stands after a request, for the headers (H12). */
export interface Allowance {
  readonly limit: number
  readonly remaining: number
  readonly resetSecs: number
  /** The request was one too many. */
  readonly isSpent: boolean
}

/** Counts a request of a key. @param keyHash stands for the key, which no snapshot shall hold */
export function countRequest({ clock, state }: World, limit: number, keyHash: string): Allowance {
  const startMs = Math.floor(clock.now() / windowMs) * windowMs
  let window = state.rateWindows.get(keyHash)
  if (window?.startMs !== startMs) {
    window = { startMs, count: 0 }
    state.rateWindows.delete(keyHash) // so that the map is in order of time, and the first is the oldest
    state.rateWindows.set(keyHash, window)
    const [oldest] = state.rateWindows.keys()
    if (state.rateWindows.size > mostWindows && oldest !== undefined) state.rateWindows.delete(oldest)
  }
  window.count++
  return {
    limit,
    remaining: Math.max(limit - window.count, 0),
    resetSecs: windowMs / 1000,
    isSpent: window.count > limit,
  }
}

const banMs = 10 * 60_000

/** @throws {Refusal} 403, 40020 when the number has had its codes of the last ten minutes */
export function requireUnbanned({ settings, state, clock }: World, phoneNumber: string): void {
  const most = settings.limits.sendsPerNumber
  if (most === null) return
  const since = clock.now() - banMs
  let sends = 0
  let verification = state.numbers.get(phoneNumber)?.newest ?? null
  for (; verification !== null && verification.createdAt > since && sends < most; verification = verification.older)
    sends++
  if (sends < most) return
  refuse('40020', 'The destination was blocked as potentially artificial inflation of traffic.', {
    rule: 'H12',
    source: { pointer: '/phone_number' },
    hint: `${most} codes were sent to ${phoneNumber} within ten minutes, which is the limit this emulator was started with`,
  })
}
