import { errorCodes } from './errors.js'
import type { Event } from './events.js'
import { type FaultKind, faultKinds } from './faults.js'
import { channels } from './records.js'
import { checkOutcomes, deliveryOutcomes } from './scenarios.js'

/** What the tests of an application have made happen, counted; what never happened stands there with 0. */
export interface CoverageCounts {
  requests: number
  readonly outcomes: Record<string, number>
  readonly deliveries: Record<string, number>
  readonly channels: Record<string, number>
  readonly operations: Record<string, number>
  readonly errors: Record<string, number>
  readonly statuses: Record<string, number>
  readonly faults: Record<string, number>
  /** Events that a receiver took. */
  readonly webhooks: Record<string, number>
}

export interface AnswerFacts {
  readonly operation: string | null
  /** 0 where no answer was given. */
  readonly status: number
  readonly outcome: string | null
  readonly errorCode: string | null
  readonly fault: FaultKind | null
}

const zeros = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 0]))

/** Statuses that an application ought to have met; others are added as they come. */
const statuses = ['200', '400', '401', '404', '422', '429', '500', '503']

/**
 * @param operations all operation ids
 * @param events the names of all webhook events
 */
export function createCounts(operations: readonly string[], events: readonly string[]): CoverageCounts {
  return {
    requests: 0,
    outcomes: zeros(checkOutcomes),
    deliveries: zeros(deliveryOutcomes),
    channels: zeros(channels),
    operations: zeros(operations),
    errors: zeros(Object.keys(errorCodes)),
    statuses: zeros(statuses),
    faults: zeros(faultKinds),
    webhooks: zeros(events),
  }
}

export function countAnswer(
  counts: CoverageCounts,
  { operation, status, outcome, errorCode, fault }: AnswerFacts,
): void {
  counts.requests++
  if (operation !== null) count(counts.operations, operation)
  if (status !== 0) count(counts.statuses, String(status))
  if (outcome !== null) count(counts.outcomes, outcome)
  if (errorCode !== null) count(counts.errors, errorCode)
  if (fault !== null) count(counts.faults, fault)
}

export function countEvent(counts: CoverageCounts, event: Event): void {
  if (event.kind === 'message') count(counts.channels, event.message.channel)
  if (event.kind === 'attempt' && event.attempt.error === null) count(counts.webhooks, event.delivery.event.type)
  if (event.kind !== 'delivery') return
  const { delivery, createdAt } = event.verification
  if (delivery in counts.deliveries)
    count(counts.deliveries, delivery === 'delivered' && event.at > createdAt ? 'delayed' : delivery)
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1
}
