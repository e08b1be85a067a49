import type { FaultDraft, TestNumber } from '../core/overrides.js'
import type { World } from '../core/world.js'
import type { readScenario } from '../wire/overrides.js'

/** The overrides that every fresh world starts with. */
export interface Presets {
  readonly scenarios: readonly ReturnType<typeof readScenario>[]
  readonly faults: readonly FaultDraft[]
  readonly testNumbers: ReadonlyMap<string, TestNumber>
}

/** What most configurations add: nothing. */
export const noPresets: Presets = { scenarios: [], faults: [], testNumbers: new Map() }

/** Adds the configuration's test numbers to a world, where they take precedence over a file's. */
export function addPresetNumbers({ state }: World, { testNumbers }: Presets): void {
  for (const [phoneNumber, testNumber] of testNumbers) state.overrides.testNumbers.set(phoneNumber, testNumber)
}

/** Adds the configuration's scenarios and faults to a world, after the existing ones. */
export function addPresetOutcomes(world: World, presets: Presets): void {
  addPresetScenarios(world, presets)
  addPresetFaults(world, presets)
}

/** The parts of a configuration that can be replaced while the emulator runs. */
export type PresetPart = keyof Presets

/** Replaces parts of the configuration's overrides in a world. Uses of a limited rule are counted anew. */
export function replacePresets(
  world: World,
  { testNumbers: before }: Presets,
  after: Presets,
  parts: readonly PresetPart[],
): void {
  const { testNumbers } = world.state.overrides
  if (parts.includes('testNumbers')) {
    for (const [phoneNumber, testNumber] of before)
      if (JSON.stringify(testNumbers.get(phoneNumber)) === JSON.stringify(testNumber)) testNumbers.delete(phoneNumber)
    addPresetNumbers(world, after)
  }
  if (parts.includes('scenarios')) addPresetScenarios(world, after)
  if (parts.includes('faults')) addPresetFaults(world, after)
  world.recordChange({ table: 'overrides' })
}

function addPresetScenarios({ state: { overrides } }: World, { scenarios }: Presets): void {
  overrides.scenarios = overrides.scenarios.filter(({ origin }) => origin !== 'configuration')
  scenarios.forEach(({ match, outcome, times, delayMs }, index) => {
    overrides.scenarios.push({
      id: `config_${index + 1}`,
      match,
      outcome,
      remaining: times,
      delayMs,
      origin: 'configuration',
    })
  })
}

function addPresetFaults({ state: { overrides } }: World, { faults }: Presets): void {
  overrides.faults = overrides.faults.filter(({ id }) => !id.startsWith('config_'))
  faults.forEach((fault, index) => {
    overrides.faults.push({ id: `config_fault_${index + 1}`, ...fault })
  })
}
