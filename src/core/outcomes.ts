import type { Verification } from './records.js'

/** What a check comes to. */
export type Outcome = 'accepted' | 'rejected' | 'expired' | 'max_attempts_exceeded'

/** After so many wrong codes a verification is `invalid` (C4). */
export const maxFailedChecks = 5

type OutcomeRule = (verification: Verification, code: string) => Outcome | undefined

/** C5: too late, the right code too. */
const tooLate: OutcomeRule = ({ status }) => (status === 'expired' ? 'expired' : undefined)

/** C4: from the fifth wrong code on, the right code too. */
const tooOften: OutcomeRule = ({ status }) => (status === 'invalid' ? 'max_attempts_exceeded' : undefined)

/** C2. */
const rightCode: OutcomeRule = (verification, code) => (verification.code === code ? 'accepted' : undefined)

/** C3. */
const wrongCode: OutcomeRule = () => 'rejected'

/** The first that answers decides; the order is the precedence. */
const outcomeRules: readonly OutcomeRule[] = [tooLate, tooOften, rightCode, wrongCode]

export function decideOutcome(verification: Verification, code: string): Outcome {
  for (const rule of outcomeRules) {
    const outcome = rule(verification, code)
    if (outcome !== undefined) return outcome
  }
  return 'rejected'
}
