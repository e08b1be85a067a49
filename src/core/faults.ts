import { takeMutantFault } from './mutant-faults.js'
import { type Facts, type FaultDraft, type FaultRule, isMatch, useUp } from './overrides.js'
import type { World } from './world.js'

/** Adds a fault after the existing ones. */
export function addFault(world: World, draft: FaultDraft): FaultRule {
  const { overrides } = world.state
  const rule = { id: `fault_${overrides.nextId++}`, ...draft }
  overrides.faults = [...overrides.faults, rule]
  world.recordChange({ table: 'overrides' })
  return rule
}

export function replaceFaults(world: World, drafts: readonly FaultDraft[]): void {
  world.state.overrides.faults = []
  world.recordChange({ table: 'overrides' })
  for (const draft of drafts) addFault(world, draft)
}

/** @returns the removed fault, or undefined for an unknown id */
export function removeFault(world: World, id: string): FaultRule | undefined {
  const { overrides } = world.state
  const removed = overrides.faults.find((rule) => rule.id === id)
  if (removed === undefined) return undefined
  overrides.faults = overrides.faults.filter((rule) => rule !== removed)
  world.recordChange({ table: 'overrides' })
  return removed
}

/** Takes the fault of a request: the first listed one that applies, or else the active mutant's. */
export function takeFault(world: World, facts: Facts): FaultRule | null {
  return takeListed(world, facts) ?? takeMutantFault(world, facts)
}

/** Takes the first fault that matches a request and, if it has a probability, is drawn. The use is counted. */
function takeListed(world: World, facts: Facts): FaultRule | null {
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
