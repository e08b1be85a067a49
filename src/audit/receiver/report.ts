/**
 * What went wrong, in a word: a genuine delivery was refused (4xx), a forged one accepted (2xx); the receiver failed
 * (5xx), redirected, took too long or hung up; or it was right, but not what was expected of it.
 */
export type Problem = 'refused' | 'accepted' | 'failed' | 'redirected' | 'timed-out' | 'dropped' | 'unexpected'

/** One answer that a correct receiver would not give. */
export interface Finding {
  readonly case: string
  readonly problem: Problem
  /** What came, in words: `200`, or `no answer within 2000 ms`. */
  readonly answer: string
  /** `4xx`, or `200 or 204`. */
  readonly expected: string
  /** What it means in production. */
  readonly meaning: string
  readonly cure: string
}

export interface CaseResult {
  readonly case: string
  readonly sends: string
  readonly expected: string
  readonly verdict: 'ok' | 'finding' | 'skipped'
  /** What came; for a skipped case, why it was skipped. */
  readonly answer: string
  /** Milliseconds over all deliveries of the case, the pauses of slow ones included; null when it was skipped. */
  readonly tookMs: number | null
}

export interface ReceiverReport {
  /** The URL that was sent to. */
  readonly target: string
  /** The TELNYX_PUBLIC_KEY that the receiver needs: genuine deliveries are signed with its key pair. */
  readonly publicKey: string
  /** Whether every case was answered as expected. */
  readonly ok: boolean
  /** What to do first, when the receiver does not take even the good event; then most other cases are skipped. */
  readonly advice: string | null
  readonly findings: readonly Finding[]
  readonly results: readonly CaseResult[]
}
