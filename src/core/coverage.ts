import { verifyOperations } from '../spec/operations.js'
import { CoverageBySandbox } from './coverage-by-sandbox.js'
import type { CoverageCounts, CoverageGroup, OnCount, SandboxCoverage, SandboxFilter } from './coverage-counts.js'
import { errorCodes } from './errors.js'
import type { Event } from './events.js'
import { faultKinds } from './overrides.js'
import { channels } from './records.js'
import { checkOutcomes, type DeliveryOutcome, deliveryOutcomes } from './scenarios.js'
import { type AnswerFacts, Totals } from './totals.js'

const zeros = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 0]))

/** Statuses that an application should have seen; others are added as they occur. */
const statuses = ['200', '400', '401', '404', '422', '429', '500', '503']

/** The number of sandboxes whose counts are added without a pause. */
const inSlice = 500

/** The coverage of all sandboxes since the start or since it was last cleared, and of each sandbox that was counted lately. */
export class Coverage {
  #all: SandboxCoverage = { requests: 0, groups: {} }
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
  ) {}

  /**
   * The counts of all sandboxes, or of those that are meant.
   *
   * @param pause lets others run when many are meant
   */
  async countsOf(filter: SandboxFilter | undefined, pause: () => Promise<void>): Promise<CoverageCounts> {
    const sum = { requests: 0, groups: createZeros(this.webhookEvents) }
    const parts = filter === undefined ? [this.#all] : [...this.#bySandbox.find(filter)]
    for (const [index, part] of parts.entries()) {
      if (index % inSlice === inSlice - 1) await pause()
      add(sum, part, 1)
    }
    return { requests: sum.requests, ...sum.groups }
  }

  countAnswer(answer: AnswerFacts, sandbox: string): void {
    const { operation, status, outcome, errorCode, fault } = answer
    this.totals.countAnswer(answer)
    const part = this.#bySandbox.open(sandbox)
    this.#all.requests++
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
    if (deliveryOutcomes.includes(delivery as DeliveryOutcome))
      this.#count(part, 'deliveries', delivery === 'delivered' && event.at > createdAt ? 'delayed' : delivery)
  }

  /** Adds a count of another emulator, in no sandbox of this one. One of another version may have more groups. */
  addForeign(group: CoverageGroup | 'requests', name: string): void {
    if (group === 'requests') this.#all.requests++
    else if (Object.hasOwn(createZeros(this.webhookEvents), group)) increment(this.#all, group, name)
  }

  /** Sets the counts of all sandboxes to 0, or takes those that are meant out of them. */
  clear(filter?: SandboxFilter): void {
    if (filter === undefined) this.#all = { requests: 0, groups: {} }
    for (const part of this.#bySandbox.take(filter)) if (filter !== undefined) add(this.#all, part, -1)
  }

  #count(part: SandboxCoverage, group: CoverageGroup, name: string): void {
    increment(this.#all, group, name)
    increment(part, group, name)
    this.onCount?.(group, name)
  }
}

/** Adds counts to others, or takes them away. */
function add(sum: SandboxCoverage, { requests, groups }: SandboxCoverage, sign: 1 | -1): void {
  sum.requests += sign * requests
  for (const [group, part] of Object.entries(groups)) {
    const counts = open(sum, group as CoverageGroup)
    for (const [name, count] of Object.entries(part)) counts[name] = (counts[name] ?? 0) + sign * count
  }
}

/** Counts of what was not reached, in the order of the report. */
function createZeros(webhookEvents: readonly string[]): Omit<CoverageCounts, 'requests'> {
  return {
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

function increment(coverage: SandboxCoverage, group: CoverageGroup, name: string): void {
  const counts = open(coverage, group)
  counts[name] = (counts[name] ?? 0) + 1
}

/** The counts of a group. */
function open({ groups }: SandboxCoverage, group: CoverageGroup): Record<string, number> {
  let counts = groups[group]
  if (counts === undefined) {
    counts = {}
    groups[group] = counts
  }
  return counts
}
