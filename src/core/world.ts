import { Agenda } from './agenda.js'
import type { Clock } from './clock.js'
import type { Event } from './events.js'
import { Random } from './random.js'
import type { NumberCode, Profile, Template, Verification, VerifiedNumber } from './records.js'
import { defaultSettings, type Settings } from './settings.js'
import type { State } from './state.js'
import type { WebhookDelivery } from './webhook-records.js'

/** A record that was made or changed, or the key of one that is gone; the store keeps them. */
export type Change =
  | { readonly table: 'profiles'; readonly record: Profile }
  | { readonly table: 'templates'; readonly record: Template }
  | { readonly table: 'verifications'; readonly record: Verification }
  | { readonly table: 'verifiedNumbers'; readonly record: VerifiedNumber }
  | { readonly table: 'numberCodes'; readonly record: NumberCode }
  | { readonly table: 'webhooks'; readonly record: WebhookDelivery }
  | { readonly table: 'profiles' | 'verifiedNumbers'; readonly removed: string }
  /** Some of the overrides; they are kept whole. */
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
    emit: () => {},
    isHeard: () => false,
    recordChange: () => {},
    post: () => {},
    ...parts,
  }
}
