import { verifyOperations } from '../spec/operations.js'
import { type AnswerFacts, type CoverageCounts, countAnswer, countEvent, createCounts } from './coverage.js'
import type { Event } from './events.js'

/** The coverage of all sandboxes since the start. */
export class Counting {
  #counts: CoverageCounts

  /** @param webhookEvents names of all events that webhooks tell of */
  constructor(private readonly webhookEvents: readonly string[]) {
    this.#counts = this.#begin()
  }

  get counts(): CoverageCounts {
    return this.#counts
  }

  answer(facts: AnswerFacts): void {
    countAnswer(this.#counts, facts)
  }

  event(event: Event): void {
    countEvent(this.#counts, event)
  }

  clear(): void {
    this.#counts = this.#begin()
  }

  #begin(): CoverageCounts {
    return createCounts(
      verifyOperations.map(({ id }) => id),
      this.webhookEvents,
    )
  }
}
