import type { Message, Verification } from './records.js'

/** What happened in a sandbox, told to whoever listens (the log, those who wait for a code, the journal). */
export type Event =
  | { readonly kind: 'message'; readonly at: number; readonly message: Message }
  | { readonly kind: 'delivery'; readonly at: number; readonly verification: Verification }
  /** A verification left `pending`; its status says how. */
  | { readonly kind: 'settled'; readonly at: number; readonly verification: Verification }

/** The name of an event as it is now: `message.arrived`, `delivery.sent`, `verification.expired`. */
export function nameOfEvent(event: Event): string {
  if (event.kind === 'message') return 'message.arrived'
  return event.kind === 'delivery' ? `delivery.${event.verification.delivery}` : `verification.${event.verification.status}`
}
