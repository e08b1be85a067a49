/** Mutants that change the answer to a code, or what the service does with one. */
const ofCodes = [
  'wrong-code-accepted',
  'right-code-rejected',
  'used-code-accepted',
  'code-never-expires',
  'code-expires-at-once',
  'attempts-never-exhausted',
  'attempts-exhausted-at-once',
  'older-code-accepted',
  'newer-code-cancels-older',
  'code-of-another-number-accepted',
  'code-of-another-profile-accepted',
  'error-for-wrong-code',
  'own-rejection-accepted',
  'custom-code-ignored',
  'timeout-ignored',
  'unknown-response-code',
  'empty-answer',
  'read-as-accepted',
  'read-as-pending',
  'wrong-number-code-accepted',
  'right-number-code-rejected',
] as const

/** Mutants that change which codes are sent. */
const ofSends = [
  'nothing-is-sent',
  'destination-not-checked',
  'spend-limit-ignored',
  'send-limit-ignored',
  'refusal-ignored',
  'wrong-error-code',
] as const

/** Mutants that break the connection, or the answer on its way back. */
const ofFaults = [
  'send-outage',
  'send-reset',
  'send-wrong-type',
  'send-truncated',
  'send-malformed',
  'check-outage',
  'check-reset',
  'check-wrong-type',
  'check-truncated',
  'check-malformed',
] as const

const ofWebhooks = [
  'webhook-dropped',
  'webhook-wrong-signature',
  'webhook-wrong-key',
  'webhook-altered-body',
  'webhook-stale-timestamp',
  'webhook-ends-accepted',
  'webhook-failure-delivered',
] as const

/** Mutants that stay within what the service may do. A correct application tolerates them, so no test has to fail. */
const toTolerate = [
  'extra-field',
  'other-dialect',
  'latency',
  'send-outage-once',
  'check-outage-once',
  'webhook-duplicated',
  'webhook-reordered',
] as const

/** All mutants of `audit tests`, in the order in which they are run and reported. */
export const mutantIds = [...ofCodes, ...ofSends, ...ofFaults, ...ofWebhooks, ...toTolerate] as const

/** A deliberate lie of the emulator, which breaks one rule or injects one fault. */
export type MutantId = (typeof mutantIds)[number]

export function isMutantId(text: string): text is MutantId {
  return (mutantIds as readonly string[]).includes(text)
}
