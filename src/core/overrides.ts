import type { ErrorCode } from './errors.js'
import type { Channel, DeliveryResult, Outcome } from './records.js'
import type { WebhookFault } from './webhook-records.js'

/** What is known of a request before it is carried out. */
export interface Facts {
  /** Null for a path that no operation has. */
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

/** Which requests are meant; what is absent matches all. */
export interface Match {
  readonly operation?: string | undefined
  readonly phoneNumber?: string | undefined
  readonly channel?: Channel | undefined
  readonly profileId?: string | undefined
}

export function isMatch(match: Match, facts: Facts): boolean {
  return (
    (match.operation === undefined || match.operation === facts.operation) &&
    (match.phoneNumber === undefined || match.phoneNumber === facts.phoneNumber) &&
    (match.channel === undefined || match.channel === facts.channel) &&
    (match.profileId === undefined || match.profileId === facts.profileId)
  )
}

/** What a scenario forces: what a check comes to, what a delivery comes to, or an error of the vendor's. */
export type ScenarioOutcome = Outcome | DeliveryResult | 'delayed' | ErrorCode

/** A forced outcome for what matches. */
export interface Scenario {
  readonly id: string
  readonly match: Match
  readonly outcome: ScenarioOutcome
  /** How often it still holds; null for ever. */
  remaining: number | null
  /** How long a delivery takes; null: its outcome's own time. Milliseconds. */
  readonly delayMs: number | null
  readonly origin: 'request' | 'configuration'
}

/** A phone number that chooses an outcome, has a fixed code, or both. */
export interface TestNumber {
  readonly outcome?: ScenarioOutcome | undefined
  readonly code?: string | undefined
  /** Milliseconds. */
  readonly delayMs?: number | undefined
}

/**
 * What goes wrong between client and service. `status` and a `reset` before the answer stand in front of the service:
 * the request is not carried out. All others bend the answer on its way back: it is.
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
  /** How often it still strikes; null for ever. */
  remaining: number | null
  /** Over 0, up to 1. */
  readonly probability: number
}

export type FaultDraft = Pick<FaultRule, 'match' | 'fault' | 'remaining' | 'probability'>

export const webhookFaultKinds = [
  'duplicate',
  'out-of-order',
  'delayed',
  'dropped',
  'wrong-signature',
  'stale-timestamp',
  'altered-body',
  'wrong-key',
] as const satisfies readonly WebhookFault[]

/** Which webhooks are meant; what is absent matches all. */
export interface WebhookMatch {
  readonly eventType?: string | undefined
  readonly phoneNumber?: string | undefined
  readonly channel?: Channel | undefined
  readonly profileId?: string | undefined
}

export interface WebhookFaultRule {
  readonly id: string
  readonly match: WebhookMatch
  readonly fault: WebhookFault
  /** How late a delayed or overtaken one is; null: its usual time. Milliseconds. */
  readonly delayMs: number | null
  /** How often it still strikes; null for ever. */
  remaining: number | null
}

export type WebhookFaultDraft = Omit<WebhookFaultRule, 'id'>

/** What a sandbox does otherwise than the rules say: part of its state, so that a snapshot goes on with it. */
export interface Overrides {
  /** In the order in which they are tried. */
  scenarios: Scenario[]
  /** In the order in which they are tried. */
  faults: FaultRule[]
  /** In the order in which they are tried. */
  webhookFaults: WebhookFaultRule[]
  /** Beside the built-in ones, over which they win. */
  readonly testNumbers: Map<string, TestNumber>
  /** Where the webhooks of profiles without a URL go; null: where the settings say. */
  webhookUrl: string | null
  /** The number in the next id that is given. */
  nextId: number
}

export function createOverrides(): Overrides {
  return { scenarios: [], faults: [], webhookFaults: [], testNumbers: new Map(), webhookUrl: null, nextId: 1 }
}

/** What may strike a limited number of times. */
interface Counted {
  remaining: number | null
}

/** Counts one use. @returns whether that was the last */
export function useUp(counted: Counted): boolean {
  if (counted.remaining === null) return false
  counted.remaining--
  return counted.remaining === 0
}
