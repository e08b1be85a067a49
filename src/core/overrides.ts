import type { ErrorCode } from './errors.js'
import type { FaultRule } from './faults.js'
import type { Outcome } from './outcomes.js'
import type { Channel, DeliveryResult } from './records.js'
import type { WebhookFaultRule } from './webhook-faults.js'

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

/** A scripted outcome for what matches. */
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

/** What is scripted in a sandbox: part of its state, so that a snapshot goes on with it. */
export interface Overrides {
  /** In the order in which they are tried. */
  scenarios: Scenario[]
  /** In the order in which they are tried. */
  faults: FaultRule[]
  /** In the order in which it is tried. */
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
