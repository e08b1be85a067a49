import { verifyOperations } from '../spec/operations.js'
import { errorCodes } from './errors.js'
import type { Event } from './events.js'
import { faultKinds } from './overrides.js'
import { channels } from './records.js'
import { checkOutcomes, deliveryOutcomes } from './scenarios.js'
import { type AnswerFacts, Totals } from './totals.js'

/** Counts of what an application's tests have exercised. Anything never reached is listed with 0. */
export interface CoverageCounts {
  requests: number
  readonly outcomes: Record<string, number>
  readonly deliveries: Record<string, number>
  readonly channels: Record<string, number>
  readonly operations: Record<string, number>
  readonly errors: Record<string, number>
  readonly statuses: Record<string, number>
  readonly faults: Record<string, number>
  /** Events that a receiver accepted. */
  readonly webhooks: Record<string, number>
}

const zeros = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 0]))

/** Statuses that an application should have seen; others are added as they occur. */
const statuses = ['200', '400', '401', '404', '422', '429', '500', '503']

/** The coverage of all sandboxes since the start or since it was last cleared. */
export class Coverage {
  #counts: CoverageCounts
  /** Counts of the same facts for monitoring, which are never cleared. */
  readonly totals = new Totals()

  /** @param webhookEvents names of all webhook events */
  constructor(private readonly webhookEvents: readonly string[]) {
    this.#counts = createCounts(webhookEvents)
  }

  get counts(): CoverageCounts {
    return this.#counts
  }

  countAnswer(answer: AnswerFacts): void {
    const { operation, status, outcome, errorCode, fault } = answer
    const counts = this.#counts
    this.totals.countAnswer(answer)
    counts.requests++
    if (operation !== null) increment(counts.operations, operation)
    if (status !== 0) increment(counts.statuses, String(status))
    if (outcome !== null) increment(counts.outcomes, outcome)
    if (errorCode !== null) increment(counts.errors, errorCode)
    if (fault !== null) increment(counts.faults, fault)
  }

  countEvent(event: Event): void {
    const counts = this.#counts
    this.totals.countEvent(event)
    if (event.kind === 'message') increment(counts.channels, event.message.channel)
    if (event.kind === 'attempt' && event.attempt.error === null) increment(counts.webhooks, event.delivery.event.type)
    if (event.kind !== 'delivery') return
    const { delivery, createdAt } = event.verification
    if (delivery in counts.deliveries)
      increment(counts.deliveries, delivery === 'delivered' && event.at > createdAt ? 'delayed' : delivery)
  }

  clear(): void {
    this.#counts = createCounts(this.webhookEvents)
  }
}

function createCounts(webhookEvents: readonly string[]): CoverageCounts {
  return {
    requests: 0,
    outcomes: zeros(checkOutcomes),
    deliveries: zeros(deliveryOutcomes),
    channels: zeros(channels),
    operations: zeros(verifyOperations.map(({ id }) => id)),
    errors: zeros(Object.keys(errorCodes)),
    statuses: zeros(statuses),
    faults: zeros(faultKinds),
    webhooks: zeros(webhookEvents),
  }
}

function increment(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1
}
