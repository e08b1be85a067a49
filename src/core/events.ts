import type { Message, Verification } from './records.js'
import type { Attempt, WebhookDelivery, WebhookEvent } from './webhook-records.js'

/** What the owner of a phone does with a call. */
export type CallAction = 'answered' | 'declined'

/** Something that happened in a sandbox, emitted to its listeners (persistence, long polls, the journal). */
export type Event =
  | { readonly kind: 'message'; readonly at: number; readonly message: Message }
  | { readonly kind: 'call'; readonly at: number; readonly message: Message; readonly action: CallAction }
  | { readonly kind: 'delivery'; readonly at: number; readonly verification: Verification }
  /** A verification left `pending`; its status says how. */
  | { readonly kind: 'settled'; readonly at: number; readonly verification: Verification }
  /** A webhook event of a verification, with or without a receiver. */
  | { readonly kind: 'webhook-event'; readonly at: number; readonly event: WebhookEvent }
  /** An attempt to post a webhook ended, successfully or not. */
  | { readonly kind: 'attempt'; readonly at: number; readonly delivery: WebhookDelivery; readonly attempt: Attempt }
  /** A webhook was dropped by a webhook fault or because too many are queued. */
  | { readonly kind: 'dropped'; readonly at: number; readonly delivery: WebhookDelivery }

/** The current name of an event: `message.arrived`, `delivery.sent`, `verification.expired`. */
export function nameOfEvent(event: Event): string {
  if (event.kind === 'message') return 'message.arrived'
  if (event.kind === 'call') return `call.${event.action}`
  if (event.kind === 'webhook-event') return event.event.type
  if (event.kind === 'dropped') return 'webhook.dropped'
  if (event.kind === 'attempt') return event.attempt.error === null ? 'webhook.delivered' : 'webhook.failed'
  return event.kind === 'delivery'
    ? `delivery.${event.verification.delivery}`
    : `verification.${event.verification.status}`
}
