import type { Decision } from './decision.js'
import type { Outcome, Verification } from './records.js'
import { takeCheckScenario } from './scenarios.js'
import type { World } from './world.js'

/** After so many wrong codes a verification is `invalid` (C4). */
export const maxFailedChecks = 5

/** What a check is asked for: the code that was handed in, or the caller's own verdict (C8). */
export type Claim = { readonly code: string } | { readonly verdict: 'accepted' | 'rejected' }

interface OutcomeRule {
  readonly rule: string
  readonly decide: (verification: Verification, claim: Claim) => Outcome | undefined
}

/** Too late, the right code too. */
const tooLate: OutcomeRule = { rule: 'C5', decide: ({ status }) => (status === 'expired' ? 'expired' : undefined) }

/** From the fifth wrong code on, the right code too. */
const tooOften: OutcomeRule = {
  rule: 'C4',
  decide: ({ status }) => (status === 'invalid' ? 'max_attempts_exceeded' : undefined),
}

const ownVerdict: OutcomeRule = { rule: 'C8', decide: (_, claim) => ('verdict' in claim ? claim.verdict : undefined) }

const rightCode: OutcomeRule = {
  rule: 'C2',
  decide: ({ code }, claim) => ('code' in claim && claim.code === code ? 'accepted' : undefined),
}

const wrongCode: OutcomeRule = { rule: 'C3', decide: () => 'rejected' }

/** The first that answers decides; the order is the precedence. A scenario comes before all, while the verification is pending. */
const outcomeRules: readonly OutcomeRule[] = [tooLate, tooOften, ownVerdict, rightCode, wrongCode]

/** The outcome of a check; the decision says what decided it. Finished verifications are never forced. */
export function decideOutcome(world: World, verification: Verification, claim: Claim, decision: Decision): Outcome {
  const forced = verification.status === 'pending' ? takeCheckScenario(world, verification, decision) : null
  if (forced !== null) {
    decision.outcome = forced
    return forced
  }
  for (const { rule, decide } of outcomeRules) {
    const outcome = decide(verification, claim)
    if (outcome === undefined) continue
    decision.rule = rule
    decision.outcome = outcome
    return outcome
  }
  throw new Error('the last rule decides everything')
}
