import type { Channel, Delivery, Status } from './records.js'
import type { Trace } from './trace.js'

/** The type of a webhook event (W2, W3). The user chooses the name of the completion event. */
export type WebhookEventType = 'verify.sent' | 'verify.delivered' | 'verify.failed' | (string & {})

/** A copy of a verification at the time of the event; the verification itself keeps changing. */
export interface VerificationFacts {
  readonly id: string
  readonly channel: Channel
  readonly phoneNumber: string
  readonly profileId: string
  readonly customCode: string | null
  readonly status: Status
  readonly delivery: Delivery
  readonly failedChecks: number
  readonly extension: string | null
  /** Null unless the request gave it (W5). */
  readonly timeoutSecs: number | null
  readonly createdAt: number
  readonly updatedAt: number
}

export interface WebhookEvent {
  /** The same for all attempts: receivers detect duplicates by it (W4, W9). */
  readonly id: string
  readonly type: WebhookEventType
  readonly occurredAt: number
  /** Whether the event says that the verification ended: accepted, invalid, expired or error (W3). */
  readonly isCompletion: boolean
  readonly verification: VerificationFacts
  /** The trace of the request that caused the event. */
  readonly trace: Trace | null
}

/** The result of one POST. */
export interface Attempt {
  /** Counts from 1 over both URLs (W8). */
  readonly number: number
  readonly url: string
  /** The URL of the second try, if the first one was refused and the emulator runs in a container. */
  readonly reroutedTo?: string | undefined
  /** Unix milliseconds of the sandbox's clock. */
  readonly startedAt: number
  readonly tookMs: number
  /** Null without an answer. */
  readonly status: number | null
  /** Why the attempt counts as failed; null after a success (W7). */
  readonly error: string | null
  readonly request: { readonly headers: Readonly<Record<string, string>>; readonly body: string }
  readonly response: { readonly headers: Readonly<Record<string, string>>; readonly body: string } | null
}

/** A fault injected into a webhook, to test its receiver. */
export type WebhookFault =
  | 'duplicate'
  | 'out-of-order'
  | 'delayed'
  | 'dropped'
  | 'wrong-signature'
  | 'stale-timestamp'
  | 'altered-body'
  | 'wrong-key'

/** One event on its way to a receiver, with all attempts. */
export interface WebhookDelivery {
  readonly id: string
  readonly event: WebhookEvent
  /** The URLs in the order in which they are tried (W1). */
  readonly urls: readonly string[]
  readonly fault: WebhookFault | null
  readonly attempts: Attempt[]
  state: 'pending' | 'delivered' | 'failed' | 'dropped'
  /** When the next attempt is due, or null. */
  dueAt: number | null
  /** Sequence of this delivery's last attempt among those of the sandbox; 0 before the first. */
  sequence: number
}

/** The webhook state of a sandbox. */
export interface WebhookLog {
  /** In the order in which they were queued. */
  readonly deliveries: Map<string, WebhookDelivery>
  /** IDs of finished deliveries, oldest first; the number kept is limited. */
  readonly finished: string[]
  /** Number of unfinished deliveries. */
  pending: number
  /** Number of attempts so far. */
  sequence: number
  /** Number of events and deliveries created, which makes their IDs unique. */
  createdCount: number
  /** Number of deliveries dropped because the queue was full. */
  refused: number
}

export function createWebhookLog(): WebhookLog {
  return { deliveries: new Map(), finished: [], pending: 0, sequence: 0, createdCount: 0, refused: 0 }
}
