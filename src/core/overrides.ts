import type { ErrorCode } from './errors.js'
import type { Channel, DeliveryResult, Outcome } from './records.js'
import type { WebhookFault } from './webhook-records.js'

/** Known facts of a request before it runs. */
export interface Facts {
  /** Null for a path without an operation. */
  readonly operation: string | null
  readonly phoneNumber: string | null
  readonly channel: Channel | null
  readonly profileId: string | null
  readonly verificationId: string | null
}

export const noFacts: Facts = {
  operation: null,
  phoneNumber: null,
  channel: null,
  profileId: null,
  verificationId: null,
}

/** Criteria for requests; an absent one matches all. */
export interface Match {
  readonly operation?: string | undefined
  readonly phoneNumber?: string | undefined
  readonly channel?: Channel | undefined
  readonly profileId?: string | undefined
}

/** Whether a request meets all criteria. An ID means the same in any letter case (P14). */
export function isMatch(match: Match, facts: Facts): boolean {
  return (
    (match.operation === undefined || match.operation === facts.operation) &&
    (match.phoneNumber === undefined || match.phoneNumber === facts.phoneNumber) &&
    (match.channel === undefined || match.channel === facts.channel) &&
    (match.profileId === undefined || match.profileId.toLowerCase() === facts.profileId?.toLowerCase())
  )
}

/** The outcome that a scenario forces: of a check, of a delivery, or one of the vendor's errors. */
export type ScenarioOutcome = Outcome | DeliveryResult | 'delayed' | ErrorCode

/** A forced outcome for matching requests. */
export interface Scenario {
  readonly id: string
  readonly match: Match
  readonly outcome: ScenarioOutcome
  /** Remaining uses; null for unlimited. */
  remaining: number | null
  /** Duration of a delivery in milliseconds; null for the usual duration of its outcome. */
  readonly delayMs: number | null
  readonly origin: 'request' | 'configuration'
}

/** The line types of number lookups, as documented (X3). */
export const lineTypes = [
  'fixed line',
  'mobile',
  'voip',
  'fixed line or mobile',
  'toll free',
  'premium rate',
  'shared cost',
  'personal number',
  'pager',
  'uan',
  'voicemail',
  'unknown',
] as const
export type LineType = (typeof lineTypes)[number]

/** A phone number that forces an outcome, has a fixed code or a line type, or several of them. */
export interface TestNumber {
  readonly outcome?: ScenarioOutcome | undefined
  readonly code?: string | undefined
  /** What a number lookup reports (X3). */
  readonly lineType?: LineType | undefined
  /** Milliseconds. */
  readonly delayMs?: number | undefined
}

/**
 * A transport fault between client and service. With `status`, or `reset` before the answer, the request is never
 * carried out. With all others it is, and the answer is altered on its way back.
 */
export type Fault =
  | {
      readonly kind: 'latency' /** Shortest and longest, in milliseconds. */
      readonly delayMs: readonly [number, number]
    }
  | { readonly kind: 'status'; readonly status: FaultStatus /** Milliseconds. */; readonly retryAfterMs: number | null }
  | { readonly kind: 'reset'; readonly at: 'before' | 'during' | 'after' }
  | { readonly kind: 'malformed' | 'truncated' | 'wrong-type' | 'hang' }

export type FaultKind = Fault['kind']

export const faultKinds = [
  'latency',
  'status',
  'reset',
  'malformed',
  'truncated',
  'wrong-type',
  'hang',
] as const satisfies readonly FaultKind[]

export const faultStatuses = [408, 409, 429, 500, 502, 503, 504] as const
export type FaultStatus = (typeof faultStatuses)[number]

export interface FaultRule {
  readonly id: string
  readonly match: Match
  readonly fault: Fault
  /** Remaining uses; null for unlimited. */
  remaining: number | null
  /** Above 0, at most 1. */
  readonly probability: number
}

export type FaultDraft = Pick<FaultRule, 'match' | 'fault' | 'remaining' | 'probability'>

/** Criteria for webhooks; an absent one matches all. */
export interface WebhookMatch extends Omit<Match, 'operation'> {
  readonly eventType?: string | undefined
}

export interface WebhookFaultRule {
  readonly id: string
  readonly match: WebhookMatch
  readonly fault: WebhookFault
  /** Delay of a `delayed` or `out-of-order` webhook in milliseconds; null for the usual delay. */
  readonly delayMs: number | null
  /** Remaining uses; null for unlimited. */
  remaining: number | null
}

export type WebhookFaultDraft = Omit<WebhookFaultRule, 'id'>

/** Overrides of the usual behavior. They are part of a sandbox's state, so that a snapshot includes them. */
export interface Overrides {
  /** In the order in which they are tried. */
  scenarios: Scenario[]
  /** In the order in which they are tried. */
  faults: FaultRule[]
  /** In the order in which they are tried. */
  webhookFaults: WebhookFaultRule[]
  /** Test numbers besides the built-in ones, over which they take precedence. */
  readonly testNumbers: Map<string, TestNumber>
  /** URL for webhooks of profiles without one; null for the URL of the settings. */
  webhookUrl: string | null
  /** Additional headers of webhooks, in place of those of the settings; null for those of the settings (W13). */
  webhookHeaders: Readonly<Record<string, string>> | null
  /** The number in the next generated ID. */
  nextId: number
}

export function createOverrides(): Overrides {
  return {
    scenarios: [],
    faults: [],
    webhookFaults: [],
    testNumbers: new Map(),
    webhookUrl: null,
    webhookHeaders: null,
    nextId: 1,
  }
}

/** Something with a limited number of uses. */
interface Counted {
  remaining: number | null
}

/** Counts one use. @returns whether that was the last */
export function useUp(counted: Counted): boolean {
  if (counted.remaining === null) return false
  counted.remaining--
  return counted.remaining === 0
}
