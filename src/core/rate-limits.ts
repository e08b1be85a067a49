import { lastMoment } from './clock.js'
import { refuse } from './errors.js'
import { lies } from './mutation.js'
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

const sendsMs = 10 * 60_000
const banMs = 24 * 3_600_000

/**
 * Bans a number for 24 hours of the sandbox's clock when it exceeds its limit of codes within ten minutes (V14). Refused
 * requests do not prolong the ban.
 *
 * @throws {Refusal} 403, 40020 while the number is banned
 */
export function requireUnbanned(world: World, phoneNumber: string): void {
  const most = world.settings.limits.sendsPerNumber
  if (most === null) return
  const { bans } = world.state
  const now = world.clock.now()
  const hasExpired = (until: number | undefined) => until !== undefined && until <= now
  if (hasExpired(bans.get(phoneNumber))) bans.delete(phoneNumber)
  if (!bans.has(phoneNumber)) {
    if (countSends(world, phoneNumber, now, most) < most) return
    for (const [banned, until] of bans) if (hasExpired(until)) bans.delete(banned)
    bans.set(phoneNumber, Math.min(now + banMs, lastMoment))
    world.recordChange({ table: 'overrides' })
  }
  if (lies(world, 'send-limit-ignored')) return
  const minutes = Math.ceil(((bans.get(phoneNumber) as number) - now) / 60_000)
  const left = minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  refuse('40020', {
    rule: 'V14',
    source: { pointer: '/phone_number' },
    hint: `${most} codes were sent to ${phoneNumber} within ten minutes, which is the limit this emulator was started with; the ban ends in ${left} of the sandbox's clock`,
  })
}

/**
 * The number of codes sent to a number in the ten minutes before a moment, counted up to a maximum. Codes of a later time
 * were sent before the clock was set back.
 */
function countSends({ state }: World, phoneNumber: string, now: number, most: number): number {
  let sends = 0
  let verification = state.numbers.get(phoneNumber)?.newest ?? null
  while (verification !== null && verification.createdAt > now - sendsMs && sends < most) {
    if (verification.createdAt <= now) sends++
    verification = verification.older
  }
  return sends
}
