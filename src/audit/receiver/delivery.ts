import type { Timers } from './timers.js'

/** One POST to a receiver. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string>>
  /** The body in the pieces in which it is sent, with a pause between any two. */
  readonly pieces: readonly Buffer[]
}

/** How long the pause between two pieces is. Milliseconds. */
export const pauseMs = 100

/** What became of a delivery. */
export type Answer =
  | { readonly outcome: 'answered'; readonly status: number; readonly location?: string; readonly remark?: string }
  /** No whole answer in time. */
  | { readonly outcome: 'timed-out' }
  /** The connection ended before the answer did. */
  | { readonly outcome: 'dropped'; readonly reason: string }
  /** There was no connection; the reason is a sentence that says what to do. */
  | { readonly outcome: 'unreachable'; readonly reason: string }

export type Send = (delivery: Delivery) => Promise<Answer>

export interface SendOptions {
  /** How long the receiver may take from the last byte to the whole answer. */
  readonly timeoutMs: number
  readonly timers: Timers
}

/** Bytes. */
export function lengthOf({ pieces }: Delivery): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0)
}

/** When a delivery that begins now must be answered: its own pauses are not the receiver's fault. Milliseconds. */
export function patienceFor({ pieces }: Delivery, timeoutMs: number): number {
  return timeoutMs + (pieces.length - 1) * pauseMs
}
