import { type Facts, noFacts, type Scenario } from './overrides.js'
import type { Trace } from './trace.js'

/**
 * The facts of a request and what has decided it so far. The caller of a command passes one in and reads it afterwards,
 * even if the command was refused.
 */
export interface Decision {
  readonly facts: Facts
  /** The outcome that the request itself forces with its header. */
  readonly forced: Scenario | null
  /** The trace that the request belongs to, which its webhooks continue. */
  readonly trace: Trace | null
  /** ID of the scenario that forced the outcome. */
  scenario: string | null
  /** ID of the rule that decided. */
  rule: string | null
  /** Outcome of a check. */
  outcome: string | null
  /** ID of the verification that was created or checked. */
  verificationId: string | null
  /** One sentence each for a person. They are sent in a header, whether the request succeeds or not. */
  readonly hints: string[]
}

export function createDecision(
  facts: Facts = noFacts,
  forced: Scenario | null = null,
  hints: string[] = [],
  trace: Trace | null = null,
): Decision {
  const { verificationId } = facts
  return { facts, forced, trace, scenario: null, rule: null, outcome: null, verificationId, hints }
}
