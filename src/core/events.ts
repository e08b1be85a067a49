import type { Message, Verification } from './records.js'

/** What happened in a sandbox, told to whoever listens (the log, those who wait for a code, webhooks). */
export type Event =
  | { readonly kind: 'message'; readonly at: number; readonly message: Message }
  | { readonly kind: 'delivery'; readonly at: number; readonly verification: Verification }
  /** A verification left `pending`; its status says how. */
  | { readonly kind: 'settled'; readonly at: number; readonly verification: Verification }
