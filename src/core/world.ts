import { Agenda } from './agenda.js'
import type { Clock } from './clock.js'
import type { Event } from './events.js'
import type { Mutation } from './mutation.js'
import { Random } from './random.js'
import type { NumberCode, Profile, Template, Verification, VerifiedNumber } from './records.js'
import { defaultSettings, type Settings } from './settings.js'
import type { State } from './state.js'
import type { WebhookDelivery } from './webhook-records.js'

/** A created or changed record, or the key of a removed one, for the store. */
export type Change =
  | { readonly table: 'profiles'; readonly record: Profile }
  | { readonly table: 'templates'; readonly record: Template }
  | { readonly table: 'verifications'; readonly record: Verification }
  | { readonly table: 'verifiedNumbers'; readonly record: VerifiedNumber }
  | { readonly table: 'numberCodes'; readonly record: NumberCode }
  | { readonly table: 'webhooks'; readonly record: WebhookDelivery }
  | { readonly table: 'profiles' | 'verifiedNumbers'; readonly removed: string }
  /** A change to the overrides, which are stored whole. */
  | { readonly table: 'overrides' }

/** Everything that a command can access. Core has no other state. */
export interface World {
  readonly settings: Settings
  readonly state: State
  readonly clock: Clock
  readonly random: Random
  /** With a user's seed, IDs hold an artificial time, so that they are the same in every run. */
  readonly hasFixedIds: boolean
  readonly agenda: Agenda
  /** Steps that follow the current command at the same moment, once its answer has been composed. */
  readonly afterwards: (() => void)[]
  /** Random sequence for probabilities of faults. It is separate, so that faults do not change codes and IDs. */
  chance: Random
  /** Random sequence for latencies, separate for the same reason; null if answers have none. */
  delays: Random | null
  readonly emit: (event: Event) => void
  /** Whether events have listeners besides the permanent ones. If not, optional events need not be created. */
  readonly hasListeners: () => boolean
  readonly recordChange: (change: Change) => void
  /** Posts a webhook that is due; `endAttempt` later records the result. */
  readonly post: (delivery: WebhookDelivery) => void
  /** The lies of a run of `audit tests`; null otherwise. */
  readonly mutation: Mutation | null
}

export type WorldParts = Pick<World, 'state' | 'clock' | 'random'> & Partial<World>

/** Creates a world from its three moving parts; everything else is optional and does nothing by default. */
export function createWorld(parts: WorldParts): World {
  return {
    settings: defaultSettings,
    hasFixedIds: false,
    agenda: new Agenda(),
    afterwards: [],
    chance: Random.fromSeed('chance'),
    delays: null,
    emit: () => {},
    hasListeners: () => false,
    recordChange: () => {},
    post: () => {},
    mutation: null,
    ...parts,
  }
}
