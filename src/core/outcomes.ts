import type { Decision } from './decision.js'
import type { Outcome, Verification } from './records.js'
import { takeCheckScenario } from './scenarios.js'
import type { World } from './world.js'

/** Wrong codes after which a verification is `invalid` (C4). */
export const maxFailedChecks = 5

/** The input of a check: a code, or the caller's own status (C8). */
export type Claim = { readonly code: string } | { readonly status: 'accepted' | 'rejected' }

interface OutcomeRule {
  readonly rule: string
  readonly decide: (verification: Verification, claim: Claim) => Outcome | undefined
}

/** Expired: even the right code is refused. */
const tooLate: OutcomeRule = { rule: 'C5', decide: ({ status }) => (status === 'expired' ? 'expired' : undefined) }

/**
 * Whether the caller's own status settled a verification as rejected. Wrong codes end a verification only with the
 * fifth one, and only a verification with a custom code can be settled (C8).
 */
export function isSettledAsRejected({ status, customCode, failedChecks }: Verification): boolean {
  return status === 'invalid' && customCode !== null && failedChecks < maxFailedChecks
}

/** Settled as rejected: every later check is rejected too, because the attempts were never exhausted. */
const settledAsRejected: OutcomeRule = {
  rule: 'C8',
  decide: (verification) => (isSettledAsRejected(verification) ? 'rejected' : undefined),
}

/** Too many attempts: after the fifth wrong code even the right code is refused. */
const tooOften: OutcomeRule = {
  rule: 'C4',
  decide: ({ status }) => (status === 'invalid' ? 'max_attempts_exceeded' : undefined),
}

const ownStatus: OutcomeRule = { rule: 'C8', decide: (_, claim) => ('status' in claim ? claim.status : undefined) }

const rightCode: OutcomeRule = {
  rule: 'C2',
  decide: ({ code }, claim) => ('code' in claim && claim.code === code ? 'accepted' : undefined),
}

const wrongCode: OutcomeRule = { rule: 'C3', decide: () => 'rejected' }

/** Rules by precedence: the first outcome decides. A scenario overrules them while the verification is pending. */
const outcomeRules: readonly OutcomeRule[] = [tooLate, settledAsRejected, tooOften, ownStatus, rightCode, wrongCode]

/** Decides the outcome of a check and records what decided it. Finished verifications are never forced. */
export function decideOutcome(world: World, verification: Verification, claim: Claim, decision: Decision): Outcome {
  const forced = verification.status === 'pending' ? takeCheckScenario(world, verification, decision) : null
  if (forced !== null) return forced
  for (const { rule, decide } of outcomeRules) {
    const outcome = decide(verification, claim)
    if (outcome === undefined) continue
    decision.rule = rule
    return outcome
  }
  throw new Error('the last rule decides everything')
}
