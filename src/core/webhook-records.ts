import type { Channel, Delivery, Status } from './records.js'

/** What a webhook tells (W2, W3). The name of the last one is the user's to choose. */
export type WebhookEventType = 'verify.sent' | 'verify.delivered' | 'verify.failed' | (string & {})

/** A verification as it was when the event happened; it goes on changing itself. */
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
  /** The same over all attempts: receivers know a duplicate by it (W4, W9). */
  readonly id: string
  readonly type: WebhookEventType
  readonly occurredAt: number
  /** The verification is over: it was accepted, became invalid or expired (W3). */
  readonly isCompletion: boolean
  readonly verification: VerificationFacts
}

/** What one POST came to. */
export interface Attempt {
  /** From 1, counted over both URLs (W8). */
  readonly number: number
  readonly url: string
  /** Unix milliseconds of the sandbox's clock. */
  readonly startedAt: number
  readonly tookMs: number
  /** Null where no answer came. */
  readonly status: number | null
  /** Why it counts as failed, in words; null for a success (W7). */
  readonly error: string | null
  readonly request: { readonly headers: Readonly<Record<string, string>>; readonly body: string }
  readonly response: { readonly headers: Readonly<Record<string, string>>; readonly body: string } | null
}

/** What is done to a webhook on its way, to see how a receiver takes it. */
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
  /** The URLs, in the order in which they are tried (W1). */
  readonly urls: readonly string[]
  readonly fault: WebhookFault | null
  readonly attempts: Attempt[]
  state: 'pending' | 'delivered' | 'failed' | 'dropped'
  /** When the next attempt is due; null where none is. */
  dueAt: number | null
  /** Counts the attempts of a sandbox: that of the last of this delivery, 0 before the first. */
  sequence: number
}

/** What a sandbox knows of its webhooks. */
export interface WebhookLog {
  /** In the order in which they were owed. */
  readonly deliveries: Map<string, WebhookDelivery>
  /** The ids of those that are over, the oldest first: so many are kept and no more. */
  readonly finished: string[]
  /** How many are not over. */
  pending: number
  /** How many attempts there have been. */
  sequence: number
  /** How many events and deliveries have been made: what makes their ids differ. */
  made: number
  /** How many deliveries found no room. */
  refused: number
}

export function createWebhookLog(): WebhookLog {
  return { deliveries: new Map(), finished: [], pending: 0, sequence: 0, made: 0, refused: 0 }
}
