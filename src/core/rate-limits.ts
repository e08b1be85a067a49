import { refuse } from './errors.js'
import type { World } from './world.js'

const windowMs = 1000
const mostWindows = 1000

/** The allowance of a key after a request, for the headers (H12). */
export interface Allowance {
  readonly limit: number
  readonly remaining: number
  readonly resetSecs: number
  /** Whether the request exceeded the limit. */
  readonly isSpent: boolean
}

/** Counts a request of a key. @param keyHash a hash, because snapshots must not contain keys */
export function countRequest({ clock, state }: World, limit: number, keyHash: string): Allowance {
  const startMs = Math.floor(clock.now() / windowMs) * windowMs
  let window = state.rateWindows.get(keyHash)
  if (window?.startMs !== startMs) {
    window = { startMs, count: 0 }
    state.rateWindows.delete(keyHash) // keeps the map in order of time, with the oldest first
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

/** @throws {Refusal} 403, 40020 if the number has reached its limit of codes within ten minutes */
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
