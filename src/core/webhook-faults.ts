import type { Channel } from './records.js'
import { useUp } from './overrides.js'
import type { Mischief, WebhookEvent } from './webhook-records.js'
import type { World } from './world.js'

export const mischiefs = [
  'duplicate',
  'out-of-order',
  'delayed',
  'dropped',
  'wrong-signature',
  'stale-timestamp',
  'altered-body',
  'wrong-key',
] as const satisfies readonly Mischief[]

/** Which webhooks are meant; what is absent matches all. */
export interface WebhookMatch {
  readonly eventType?: string | undefined
  readonly phoneNumber?: string | undefined
  readonly channel?: Channel | undefined
  readonly profileId?: string | undefined
}

export interface MischiefRule {
  readonly id: string
  readonly match: WebhookMatch
  readonly mischief: Mischief
  /** How late a delayed or overtaken one is; null: its usual time. Milliseconds. */
  readonly delayMs: number | null
  /** How often it still strikes; null for ever. */
  remaining: number | null
}

export type MischiefDraft = Omit<MischiefRule, 'id'>

export function addMischief(world: World, drafts: readonly MischiefDraft[]): void {
  const { steering } = world.state
  steering.mischief = [...steering.mischief, ...drafts.map((draft) => ({ id: `mischief_${steering.nextId++}`, ...draft }))]
  world.note({ table: 'steering' })
}

export function replaceMischief(world: World, drafts: readonly MischiefDraft[]): void {
  world.state.steering.mischief = []
  addMischief(world, drafts)
}

/** The mischief that an event meets: the first that matches. It is counted. */
export function takeMischief(world: World, { type, verification }: WebhookEvent): MischiefRule | null {
  const { steering } = world.state
  if (steering.mischief.length === 0) return null
  const rule = steering.mischief.find(
    ({ match }) =>
      (match.eventType === undefined || match.eventType === type) &&
      (match.phoneNumber === undefined || match.phoneNumber === verification.phoneNumber) &&
      (match.channel === undefined || match.channel === verification.channel) &&
      (match.profileId === undefined || match.profileId === verification.profileId),
  )
  if (rule === undefined) return null
  if (rule.remaining !== null) {
    if (useUp(rule)) steering.mischief = steering.mischief.filter((other) => other !== rule)
    world.note({ table: 'steering' })
  }
  return rule
}

/** How late a webhook is when nothing else is said. Milliseconds. */
const usualDelayMs: { readonly [M in Mischief]?: number } = {
  delayed: 30_000,
  // Long enough for what comes after it to overtake it.
  'out-of-order': 1000,
}

export function delayOf(mischief: Mischief | null, delayMs: number | null): number {
  return mischief === null ? 0 : (delayMs ?? usualDelayMs[mischief] ?? 0)
}
