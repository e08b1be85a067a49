import { type Facts, type FaultDraft, type FaultRule, isMatch, useUp } from './overrides.js'
import type { World } from './world.js'

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
