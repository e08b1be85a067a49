import type { Message, Verification } from './records.js'
import type { Attempt, WebhookDelivery, WebhookEvent } from './webhook-records.js'

/** What happened in a sandbox, told to whoever listens (the log, those who wait for a code, the journal). */
export type Event =
  | { readonly kind: 'message'; readonly at: number; readonly message: Message }
  | { readonly kind: 'delivery'; readonly at: number; readonly verification: Verification }
  /** A verification left `pending`; its status says how. */
  | { readonly kind: 'settled'; readonly at: number; readonly verification: Verification }
  /** What webhooks tell of a verification, whether or not anybody is there to be told. */
  | { readonly kind: 'told'; readonly at: number; readonly event: WebhookEvent }
  /** A webhook was posted, with success or without. */
  | { readonly kind: 'attempt'; readonly at: number; readonly delivery: WebhookDelivery; readonly attempt: Attempt }
  /** A webhook will not be posted: fault has it so, or too many are waiting. */
  | { readonly kind: 'dropped'; readonly at: number; readonly delivery: WebhookDelivery }

/** The name of an event as it is now: `message.arrived`, `delivery.sent`, `verification.expired`. */
export function nameOfEvent(event: Event): string {
  if (event.kind === 'message') return 'message.arrived'
  if (event.kind === 'told') return event.event.type
  if (event.kind === 'dropped') return 'webhook.dropped'
  if (event.kind === 'attempt') return event.attempt.error === null ? 'webhook.delivered' : 'webhook.failed'
  return event.kind === 'delivery'
    ? `delivery.${event.verification.delivery}`
    : `verification.${event.verification.status}`
}
