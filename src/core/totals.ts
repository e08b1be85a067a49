import type { Event } from './events.js'
import type { FaultKind } from './overrides.js'
import type { Attempt } from './webhook-records.js'

export interface AnswerFacts {
  readonly operation: string | null
  /** HTTP status, or 0 without an answer. */
  readonly status: number
  readonly outcome: string | null
  readonly errorCode: string | null
  readonly fault: FaultKind | null
}

/** The result of one post of a webhook, as metrics name it. */
export type AttemptResult = '2xx' | '3xx' | '4xx' | '5xx' | 'other_status' | 'no_answer'

/** Counts since the start of the emulator. Unlike the coverage they are never cleared, as monitoring expects. */
export class Totals {
  /** Answers by operation, then outcome of a check (empty without one), then HTTP status. */
  readonly answers = new Map<string | null, Map<string, Map<number, number>>>()
  readonly messages = new Map<string, number>()
  readonly attempts = new Map<AttemptResult, number>()
  /** Webhook deliveries that ended, by state; a redelivery ends again. */
  readonly deliveries = new Map<string, number>()

  countAnswer({ operation, status, outcome }: AnswerFacts): void {
    const byStatus = inside(inside(this.answers, operation), outcome ?? '')
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1)
  }

  countEvent(event: Event): void {
    if (event.kind === 'message') increment(this.messages, event.message.channel)
    if (event.kind === 'attempt') increment(this.attempts, resultOf(event.attempt))
    if ((event.kind === 'attempt' || event.kind === 'dropped') && event.delivery.state !== 'pending')
      increment(this.deliveries, event.delivery.state)
  }
}

function inside<Key, InnerKey, Value>(map: Map<Key, Map<InnerKey, Value>>, key: Key): Map<InnerKey, Value> {
  const found = map.get(key)
  if (found !== undefined) return found
  const created = new Map<InnerKey, Value>()
  map.set(key, created)
  return created
}

function increment<Key>(map: Map<Key, number>, key: Key): void {
  map.set(key, (map.get(key) ?? 0) + 1)
}

function resultOf({ status }: Attempt): AttemptResult {
  if (status === null) return 'no_answer'
  const name = `${Math.floor(status / 100)}xx`
  return name === '2xx' || name === '3xx' || name === '4xx' || name === '5xx' ? name : 'other_status'
}
