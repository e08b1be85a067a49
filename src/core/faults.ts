import { type Facts, isMatch, type Match, useUp } from './overrides.js'
import type { World } from './world.js'

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

/** Adds faults behind those that are there. */
export function addFaults(world: World, drafts: readonly FaultDraft[]): void {
  const { overrides } = world.state
  overrides.faults = [...overrides.faults, ...drafts.map((draft) => ({ id: `fault_${overrides.nextId++}`, ...draft }))]
  world.recordChange({ table: 'overrides' })
}

export function replaceFaults(world: World, drafts: readonly FaultDraft[]): void {
  world.state.overrides.faults = []
  addFaults(world, drafts)
}

/** The fault that a request meets: the first that matches and, where it has a probability, is drawn. It is counted. */
export function takeFault(world: World, facts: Facts): FaultRule | null {
  const { overrides } = world.state
  if (overrides.faults.length === 0) return null
  for (const rule of overrides.faults) {
    if (!isMatch(rule.match, facts)) continue
    if (rule.probability < 1 && world.chance.fraction() >= rule.probability) continue
    if (useUp(rule)) overrides.faults = overrides.faults.filter((other) => other !== rule)
    if (rule.remaining !== null || rule.probability < 1) world.recordChange({ table: 'overrides' })
    return rule
  }
  return null
}

/** How long a latency lasts this time, drawn from the seed. Milliseconds. */
export function drawDelay(world: World, [shortest, longest]: readonly [number, number]): number {
  return longest === shortest ? shortest : shortest + Math.round(world.chance.fraction() * (longest - shortest))
}
