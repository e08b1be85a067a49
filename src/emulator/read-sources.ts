import { noPresets, type Presets } from '../worlds/presets.js'
import { readFixtures } from '../worlds/read-file.js'
import type { WirePresets } from '../worlds/read-presets.js'
import type { WorldSources } from '../worlds/world-factory.js'
import type { EmulatorOptions } from './options.js'

/** The options that can be replaced while the emulator runs. */
export type ReloadedOptions = Pick<EmulatorOptions, ReloadedPart>

export type ReloadedPart = 'scenarios' | 'faults' | 'testNumbers' | 'fixtures'

/** Reads what fresh worlds are made from. @throws {InputError} and {FileError} */
export async function readSources(options: ReloadedOptions): Promise<WorldSources> {
  return { presets: await readGivenPresets(options), ...(await readFixtures(options.fixtures)) }
}

/** Loads the readers and validators of presets on demand, because most emulators have none. */
async function readGivenPresets(options: ReloadedOptions): Promise<Presets> {
  const { scenarios = [], faults = [], testNumbers = {} } = options
  if (scenarios.length === 0 && faults.length === 0 && Object.keys(testNumbers).length === 0) return noPresets
  const [{ toWirePresets }, { readPresets }] = await Promise.all([
    import('./presets.js'),
    import('../worlds/read-presets.js'),
  ])
  return readPresets(toWirePresets(options) as WirePresets)
}
