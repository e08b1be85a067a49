import { verifyOperations } from '../spec/operations.js'
import { CoverageBySandbox } from './coverage-by-sandbox.js'
import type { CoverageCounts, CoverageGroup, OnCount, SandboxCoverage, SandboxFilter } from './coverage-counts.js'
import { errorCodes } from './errors.js'
import type { Event } from './events.js'
import { faultKinds } from './overrides.js'
import { channels } from './records.js'
import { checkOutcomes, deliveryOutcomes } from './scenarios.js'
import { type AnswerFacts, Totals } from './totals.js'

const zeros = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 0]))

/** Statuses that an application should have seen; others are added as they occur. */
const statuses = ['200', '400', '401', '404', '422', '429', '500', '503']

/** The coverage of all sandboxes since the start or since it was last cleared, and of each sandbox that was counted lately. */
export class Coverage {
  #counts: CoverageCounts
  readonly #bySandbox = new CoverageBySandbox()
  /** Counts of the same facts for monitoring, which are never cleared. */
  readonly totals = new Totals()

  /**
   * @param webhookEvents names of all webhook events
   * @param onCount called with each count, as it is added
   */
  constructor(
    private readonly webhookEvents: readonly string[],
    private readonly onCount?: OnCount,
  ) {
    this.#counts = createCounts(webhookEvents)
  }

  /** The counts of all sandboxes, or of those that are meant. */
  countsOf(filter?: SandboxFilter): CoverageCounts {
    if (filter === undefined) return this.#counts
    const counts = createCounts(this.webhookEvents)
    for (const part of this.#bySandbox.find(filter)) add(counts, part, 1)
    return counts
  }

  countAnswer(answer: AnswerFacts, sandbox: string): void {
    const { operation, status, outcome, errorCode, fault } = answer
    this.totals.countAnswer(answer)
    const part = this.#bySandbox.open(sandbox)
    this.#counts.requests++
    part.requests++
    this.onCount?.('requests', '')
    if (operation !== null) this.#count(part, 'operations', operation)
    if (status !== 0) this.#count(part, 'statuses', String(status))
    if (outcome !== null) this.#count(part, 'outcomes', outcome)
    if (errorCode !== null) this.#count(part, 'errors', errorCode)
    if (fault !== null) this.#count(part, 'faults', fault)
  }

  countEvent(event: Event, sandbox: string): void {
    this.totals.countEvent(event)
    const part = this.#bySandbox.open(sandbox)
    if (event.kind === 'message') this.#count(part, 'channels', event.message.channel)
    if (event.kind === 'attempt' && event.attempt.error === null)
      this.#count(part, 'webhooks', event.delivery.event.type)
    if (event.kind !== 'delivery') return
    const { delivery, createdAt } = event.verification
    if (delivery in this.#counts.deliveries)
      this.#count(part, 'deliveries', delivery === 'delivered' && event.at > createdAt ? 'delayed' : delivery)
  }

  /** Adds a count of another emulator, in no sandbox of this one. One of another version may have more groups. */
  addForeign(group: CoverageGroup | 'requests', name: string): void {
    if (group === 'requests') this.#counts.requests++
    else if (Object.hasOwn(this.#counts, group)) increment(this.#counts[group], name)
  }

  /** Sets the counts of all sandboxes to 0, or takes those that are meant out of them. */
  clear(filter?: SandboxFilter): void {
    if (filter === undefined) this.#counts = createCounts(this.webhookEvents)
    for (const part of this.#bySandbox.take(filter)) if (filter !== undefined) add(this.#counts, part, -1)
  }

  #count(part: SandboxCoverage, group: CoverageGroup, name: string): void {
    increment(this.#counts[group], name)
    this.onCount?.(group, name)
    let counts = part.groups[group]
    if (counts === undefined) {
      counts = {}
      part.groups[group] = counts
    }
    increment(counts, name)
  }
}

/** Adds the counts of a sandbox, or takes them away. */
function add(counts: CoverageCounts, { requests, groups }: SandboxCoverage, sign: 1 | -1): void {
  counts.requests += sign * requests
  for (const [group, part] of Object.entries(groups)) {
    const sum = counts[group as CoverageGroup]
    for (const [name, count] of Object.entries(part)) sum[name] = (sum[name] ?? 0) + sign * count
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
