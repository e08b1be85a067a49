import { Agenda } from './agenda.js'
import type { Clock } from './clock.js'
import { createDecision, type Decision } from './decision.js'
import type { Event } from './events.js'
import { Random } from './random.js'
import type { Limits } from './rate-limits.js'
import type { NumberCode, Profile, Template, Verification, VerifiedNumber } from './records.js'
import type { State } from './state.js'
import type { WebhookDelivery } from './webhook-records.js'
import { defaultWebhookSettings, type WebhookSettings } from './webhook-settings.js'

/** Which reading of the contradictory public record holds: what is documented and observed, or the vendor's OpenAPI. */
export type Dialect = 'docs' | 'spec'

/** US dollars for a verification, and on top for its channel (P13). */
export interface Prices {
  readonly verification: number
  readonly sms: number
  readonly call: number
  readonly flashcall: number
  readonly whatsapp: number
}

/** What is the same for all sandboxes of an emulator and never changes while it runs. */
export interface Settings {
  readonly dialect: Dialect
  /** P7: a section must name the countries it sends to. */
  readonly requireWhitelistedDestinations: boolean
  readonly prices: Prices
  readonly limits: Limits
  readonly webhooks: WebhookSettings
}

export const defaultSettings: Settings = {
  dialect: 'docs',
  requireWhitelistedDestinations: false,
  prices: { verification: 0.03, sms: 0, call: 0, flashcall: 0, whatsapp: 0 },
  limits: { requestsPerSec: null, sendsPerNumber: null },
  webhooks: defaultWebhookSettings,
}

/** A record that was made or changed, or the key of one that is gone; the store keeps them. */
export type Change =
  | { readonly table: 'profiles'; readonly record: Profile }
  | { readonly table: 'templates'; readonly record: Template }
  | { readonly table: 'verifications'; readonly record: Verification }
  | { readonly table: 'verifiedNumbers'; readonly record: VerifiedNumber }
  | { readonly table: 'numberCodes'; readonly record: NumberCode }
  | { readonly table: 'webhooks'; readonly record: WebhookDelivery }
  | { readonly table: 'profiles' | 'verifiedNumbers'; readonly removed: string }
  /** Something of what is scripted; it is kept whole. */
  | { readonly table: 'overrides' }

/** All that a command sees of the world. Nothing in core looks anywhere else. */
export interface World {
  readonly settings: Settings
  readonly state: State
  readonly clock: Clock
  readonly random: Random
  /** With a seed of the user's, ids hold a made-up time, so that they are the same in every run. */
  readonly hasFixedIds: boolean
  readonly agenda: Agenda
  /** Draws where faults are a matter of chance: a sequence of its own, so that faults change no codes and ids. */
  chance: Random
  /** Of the command that is being carried out, a new one each time. */
  decision: Decision
  readonly emit: (event: Event) => void
  /** Whether anybody hears what is emitted, apart from those who always do: what nobody hears need not be made. */
  readonly isHeard: () => boolean
  readonly recordChange: (change: Change) => void
  /** Posts a webhook whose time has come; what it came to is told later, by `endAttempt`. */
  readonly post: (delivery: WebhookDelivery) => void
}

export type WorldParts = Pick<World, 'state' | 'clock' | 'random'> & Partial<World>

/** A world from its three moving parts; everything else is optional and does nothing unless handed in. */
export function createWorld(parts: WorldParts): World {
  return {
    settings: defaultSettings,
    hasFixedIds: false,
    agenda: new Agenda(),
    chance: Random.fromSeed('chance'),
    decision: createDecision(),
    emit: () => {},
    isHeard: () => false,
    recordChange: () => {},
    post: () => {},
    ...parts,
  }
}
