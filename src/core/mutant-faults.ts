import type { MutantId } from './mutants.js'
import type { Facts, Fault, FaultRule } from './overrides.js'
import { operationsOfStep } from './scenarios.js'
import type { World } from './world.js'

const { delivery: sends, check: checks } = operationsOfStep

/** How long the mutant `latency` delays each answer. Milliseconds. */
const latencyMs = 300

const outage: Fault = { kind: 'status', status: 503, retryAfterMs: 0 }
const reset: Fault = { kind: 'reset', at: 'before' }

interface MutantFault {
  readonly operations: readonly string[]
  readonly fault: Fault
  /** Applies to the first request of each world only. */
  readonly isOnce?: boolean
}

/** The mutants that are transport faults. */
const mutantFaults: Readonly<Partial<Record<MutantId, MutantFault>>> = {
  'send-outage': { operations: sends, fault: outage },
  'send-reset': { operations: sends, fault: reset },
  'send-wrong-type': { operations: sends, fault: { kind: 'wrong-type' } },
  'send-truncated': { operations: sends, fault: { kind: 'truncated' } },
  'send-malformed': { operations: sends, fault: { kind: 'malformed' } },
  'check-outage': { operations: checks, fault: outage },
  'check-reset': { operations: checks, fault: reset },
  'check-wrong-type': { operations: checks, fault: { kind: 'wrong-type' } },
  'check-truncated': { operations: checks, fault: { kind: 'truncated' } },
  'check-malformed': { operations: checks, fault: { kind: 'malformed' } },
  latency: { operations: [...sends, ...checks], fault: { kind: 'latency', delayMs: [latencyMs, latencyMs] } },
  'send-outage-once': { operations: sends, fault: outage, isOnce: true },
  'check-outage-once': { operations: checks, fault: outage, isOnce: true },
}

/** The fault of the active mutant for a request that no other fault changes; null if it has none. */
export function takeMutantFault({ mutation }: World, { operation }: Facts): FaultRule | null {
  const mutant = mutation?.active
  if (mutation === null || mutant == null || operation === null) return null
  const found = mutantFaults[mutant]
  if (!found?.operations.includes(operation)) return null
  if (found.isOnce && !mutation.takeFirst()) return null
  mutation.reach(mutant)
  return { id: `mutant ${mutant}`, match: {}, fault: found.fault, remaining: null, probability: 1 }
}

/** Records that the suite reached the mutants that would break a successful request. */
export function reachMutantFaults({ mutation }: World, { operation }: Facts): void {
  if (mutation === null || mutation.active !== null || operation === null) return
  for (const [mutant, { operations }] of Object.entries(mutantFaults))
    if (operations.includes(operation)) mutation.reach(mutant as MutantId)
}
