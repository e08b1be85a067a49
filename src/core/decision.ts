import { type Facts, noFacts, type Scenario } from './overrides.js'

/** The decision of the request that is being carried out: what it is about, and what has decided it so far. */
export interface Decision {
  readonly facts: Facts
  /** What the request itself wants to happen, by its header. */
  readonly forced: Scenario | null
  /** Id of the scenario that bent it. */
  scenario: string | null
  /** Id of the rule that decided. */
  rule: string | null
  /** What a check came to. */
  outcome: string | null
  /** Of the verification that was made or checked. */
  verificationId: string | null
}

export function createDecision(facts: Facts = noFacts, forced: Scenario | null = null): Decision {
  return { facts, forced, scenario: null, rule: null, outcome: null, verificationId: facts.verificationId }
}
