import { type Facts, type FaultDraft, type FaultRule, isMatch, useUp } from './overrides.js'
import type { World } from './world.js'

/** Adds faults after the existing ones. */
export function addFaults(world: World, drafts: readonly FaultDraft[]): void {
  const { overrides } = world.state
  overrides.faults = [...overrides.faults, ...drafts.map((draft) => ({ id: `fault_${overrides.nextId++}`, ...draft }))]
  world.recordChange({ table: 'overrides' })
}

export function replaceFaults(world: World, drafts: readonly FaultDraft[]): void {
  world.state.overrides.faults = []
  addFaults(world, drafts)
}

/** Takes the first fault that matches a request and, if it has a probability, is drawn. The use is counted. */
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

/** Draws the length of a latency from the seed. Milliseconds. */
export function drawDelay(world: World, [shortest, longest]: readonly [number, number]): number {
  return longest === shortest ? shortest : shortest + Math.round(world.chance.fraction() * (longest - shortest))
}
