import type { Finding, Report } from '../../report/report.js'

/**
 * How a receiver failed a case: it refused a genuine delivery (4xx) or accepted a forged one (2xx); it failed (5xx),
 * redirected, timed out, or dropped the connection; or it answered correctly, but not as the caller expected. Its refusal
 * of a forged delivery is unproven if it refuses the genuine twin as well.
 */
export type ReceiverProblem =
  | 'refused'
  | 'accepted'
  | 'failed'
  | 'redirected'
  | 'timed-out'
  | 'dropped'
  | 'unexpected'
  | 'unproven'

/** The finding about one case of the audit. */
export interface ReceiverFinding extends Finding {
  readonly kind: 'passed' | 'failed' | 'proves-nothing' | 'skipped'
  /** The name of the case, like `no-signature`. */
  readonly rule: string
  /** What the case sends. */
  readonly place: string
  /** The expected statuses: `4xx`, or `200 or 204`. */
  readonly expected: string
  /** Null unless the case failed or proves nothing. */
  readonly problem: ReceiverProblem | null
  /** Milliseconds for all deliveries of the case, including the pauses of slow ones; null if it was skipped. */
  readonly tookMs: number | null
}

/** What `auditReceiver` found. */
export interface ReceiverReport {
  /** The URL of the receiver. */
  readonly target: string
  /** The TELNYX_PUBLIC_KEY that the receiver needs: genuine deliveries are signed with its key pair. */
  readonly publicKey: string
  /** Whether no case failed, and every refusal of a forged event is proven. */
  readonly ok: boolean
  /**
   * What to do first if the receiver refuses even the good event, and most other cases are skipped, or if it accepts
   * everything.
   */
  readonly advice: string | null
  /** The types of events that the receiver accepts if they are genuine. Each was forged. */
  readonly acceptedEvents: readonly string[]
  /** The findings of kinds `failed` and `proves-nothing`. */
  readonly failures: readonly ReceiverFinding[]
  /** A finding for every case, in the order in which they were sent. */
  readonly findings: readonly ReceiverFinding[]
}

/** The document that explains the cases, relative to the package. */
const docs = 'docs/webhooks.md'

/** The audit of a receiver in the form that every format is written from. */
export function toReport({ target, publicKey, advice, acceptedEvents, findings }: ReceiverReport): Report {
  return {
    title: `Webhook receiver ${target}`,
    ...(advice !== null && { advice }),
    facts: [
      ['TELNYX_PUBLIC_KEY', publicKey],
      ['accepted events', acceptedEvents.join(', ') || 'none'],
      ['not visible', 'whether an event was used: the audit sees answers only, so test that in your own code'],
    ],
    file: docs,
    sections: [{ title: 'webhook receiver', findings }],
  }
}
