import type { Answer } from '../flow/answer.js'
import type { PatternId } from './patterns.js'

/** Everything that can keep a message from being sent, by the name in reports. */
export const defenses = {
  'cool-down': 'cool-down between two codes',
  'per-number': 'limit per number',
  'per-address': 'limit per address',
  'country-list': 'country list',
  total: 'limit of the total',
  'spend-limit': 'daily spend limit of the profile',
  'profile-countries': 'whitelisted destinations of the profile',
  'service-number-limit': 'limit per number of the service',
  'service-rate-limit': 'rate limit of the service',
  'service-refusal': 'another refusal of the service',
  'no-answer': 'no answer of the application',
} as const

export type DefenseId = keyof typeof defenses

/** A request of an attacker, and its result. */
export interface Attempt {
  readonly pattern: PatternId
  /** Ticks since the beginning. */
  readonly tick: number
  readonly phoneNumber: string
  readonly answer: Answer
  /** What kept the message from being sent; null if it was sent. */
  readonly stoppedBy: DefenseId | null
}

/** What the emulator saw of a number within one tick. */
export interface ServiceView {
  /** Messages sent. */
  readonly sent: number
  /** Error codes of refused sends, like `40333`. */
  readonly refusals: readonly string[]
}

export type PendingAttempt = Omit<Attempt, 'stoppedBy'>

const byCode: Readonly<Record<string, DefenseId>> = {
  '40333': 'spend-limit',
  '40309': 'profile-countries',
  '40020': 'service-number-limit',
  '10011': 'service-rate-limit',
  '429': 'service-rate-limit',
}

/** What an error code of the service stands for. */
export function serviceDefenseOf(code: string): DefenseId {
  return byCode[code] ?? 'service-refusal'
}

/**
 * Tells what stopped each attempt to one number within one tick, in order. The emulator says how many messages went out
 * and what the service refused; every other refusal is the application's, and the pattern tells which defense it meets.
 *
 * @param hasCoolDown false once two codes were sent to the number at the same time
 */
export function judgeAttempts(
  attempts: readonly PendingAttempt[],
  { sent, refusals }: ServiceView,
  hasCoolDown = true,
): Attempt[] {
  // An application that refuses says so; one that claims to have sent may have refused in silence.
  const claimed = attempts.filter(({ answer }) => answer.failure === null && answer.status < 400)
  const ranking = [...claimed, ...attempts.filter((attempt) => !claimed.includes(attempt))]
  let wasAcceptedBefore = false
  return attempts.map((attempt) => {
    const rank = ranking.indexOf(attempt)
    const code = refusals[rank - sent]
    if (rank < sent || code !== undefined) {
      wasAcceptedBefore = true
      return { ...attempt, stoppedBy: code === undefined ? null : serviceDefenseOf(code) }
    }
    if (attempt.answer.failure !== null) return { ...attempt, stoppedBy: 'no-answer' }
    return { ...attempt, stoppedBy: defenseOf(attempt.pattern, wasAcceptedBefore && hasCoolDown) }
  })
}

/** @param mustWait whether the application has accepted the number in the same moment */
function defenseOf(pattern: PatternId, mustWait: boolean): DefenseId {
  switch (pattern) {
    case 'numbers-in-row':
    case 'slow-pump':
      return 'per-address'
    case 'many-addresses':
      return 'total'
    case 'far-countries':
      return 'country-list'
    case 'one-phone':
    case 'resend-loop':
      return mustWait ? 'cool-down' : 'per-number'
  }
}
