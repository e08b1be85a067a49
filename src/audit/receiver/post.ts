import type { Timers } from './timers.js'

/** One POST to a receiver. */
export interface ReceiverPost {
  readonly headers: Readonly<Record<string, string>>
  /** The body in the pieces it is sent in, with a pause between any two. */
  readonly pieces: readonly Buffer[]
}

/** The longest text of an answer that is kept. Characters. */
export const mostText = 1000

/** The pause between two pieces. Milliseconds. */
export const pauseMs = 100

/** The result of a POST. */
export type ReceiverPostResult =
  | {
      readonly outcome: 'answered'
      readonly status: number
      readonly location?: string
      readonly remark?: string
      /** The beginning of the body. Compared, never shown. */
      readonly text?: string
    }
  /** No complete answer in time. */
  | { readonly outcome: 'timed-out' }
  /** The connection ended before the answer did. */
  | { readonly outcome: 'dropped'; readonly reason: string }
  /** There was no connection; the reason is a sentence that says what to do. */
  | { readonly outcome: 'unreachable'; readonly reason: string }

export type SendPost = (post: ReceiverPost) => Promise<ReceiverPostResult>

export interface SendOptions {
  /** How long the receiver may take from the last byte of the request to the complete answer. */
  readonly timeoutMs: number
  readonly timers: Timers
}

/** Bytes. */
export function lengthOf({ pieces }: ReceiverPost): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0)
}

/** The deadline of a POST, counted from its start. Its own pauses do not count against the receiver. Milliseconds. */
export function deadlineOf({ pieces }: ReceiverPost, timeoutMs: number): number {
  return timeoutMs + (pieces.length - 1) * pauseMs
}
