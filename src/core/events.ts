import type { Delivery, Message, Status, Verification } from './records.js'
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

const namesOfDelivery: Readonly<Record<Delivery, string>> = {
  queued: 'delivery.queued',
  sent: 'delivery.sent',
  delivered: 'delivery.delivered',
  sending_failed: 'delivery.sending_failed',
  delivery_failed: 'delivery.delivery_failed',
  delivery_unconfirmed: 'delivery.delivery_unconfirmed',
}

const namesOfStatus: Readonly<Record<Status, string>> = {
  pending: 'verification.pending',
  accepted: 'verification.accepted',
  invalid: 'verification.invalid',
  expired: 'verification.expired',
  error: 'verification.error',
}

/** The current name of an event: `message.arrived`, `delivery.sent`, `verification.expired`. */
export function nameOfEvent(event: Event): string {
  switch (event.kind) {
    case 'message':
      return 'message.arrived'
    case 'delivery':
      return namesOfDelivery[event.verification.delivery]
    case 'settled':
      return namesOfStatus[event.verification.status]
    case 'call':
      return `call.${event.action}`
    case 'webhook-event':
      return event.event.type
    case 'dropped':
      return 'webhook.dropped'
    case 'attempt':
      return event.attempt.error === null ? 'webhook.delivered' : 'webhook.failed'
  }
}
