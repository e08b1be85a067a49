import { type Facts, noFacts, type Scenario } from './overrides.js'

/**
 * What a request is about, and what has decided it so far. Whoever runs a command hands one in and reads it afterwards,
 * also when the command was refused.
 */
export interface Decision {
  readonly facts: Facts
  /** The outcome that the request itself forces, by its header. */
  readonly forced: Scenario | null
  /** Id of the scenario that forced the outcome. */
  scenario: string | null
  /** Id of the rule that decided. */
  rule: string | null
  /** Outcome of a check. */
  outcome: string | null
  /** Of the verification that was made or checked. */
  verificationId: string | null
}

export function createDecision(facts: Facts = noFacts, forced: Scenario | null = null): Decision {
  return { facts, forced, scenario: null, rule: null, outcome: null, verificationId: facts.verificationId }
}
