import defaultFixtures from '../../fixtures/default.json' with { type: 'json' }
import { Clock } from '../core/clock.js'
import { defaultProfileId } from '../core/profiles.js'
import { type Cursor, Random } from '../core/random.js'
import type { MakeWorld } from '../core/sandbox.js'
import type { Settings } from '../core/settings.js'
import { createState } from '../core/state.js'
import { createWorld } from '../core/world.js'
import { fillWorld, type SandboxFile } from '../sandbox-file/format.js'
import { addPresetNumbers, addPresetOutcomes, type Presets } from './presets.js'

export interface WorldsOptions {
  /** Fixes the random sequence of each sandbox. */
  readonly seedOf: (sandbox: string) => string
  readonly hasFixedIds: boolean
  readonly settings: Settings
  /** Unix milliseconds. */
  readonly wall: () => number
  readonly fixtures: SandboxFile
  /** For errors. */
  readonly fixturesName: string
  /** The overrides of the configuration. */
  readonly presets: Presets
}

export interface WorldFactory {
  /** A sandbox as it begins and as a reset leaves it. */
  fresh(sandbox: string): MakeWorld
  /** A sandbox as it was kept, under the configuration of now. */
  kept(sandbox: string, file: SandboxFile): MakeWorld
  /** A sandbox exactly as in a file; at the moment at which it was taken, if that is a snapshot. */
  restored(sandbox: string, file: SandboxFile, fileName: string): MakeWorld
}

/** Makes the worldFactory of sandboxes from files. What is made throws a FileError when a record could not be. */
export function createWorldFactory({
  seedOf,
  hasFixedIds,
  settings,
  wall,
  fixtures,
  fixturesName,
  presets,
}: WorldsOptions): WorldFactory {
  const make =
    (sandbox: string, file: SandboxFile, fileName: string, createRandom: () => Random): MakeWorld =>
    (parts) => {
      const { meta } = file
      const clock = new Clock(wall, meta && { offsetMs: meta.offset_ms, frozenMs: meta.frozen_ms })
      if (file.snapshot !== undefined) clock.set(file.snapshot.now)
      const chance = Random.fromSeed(`${seedOf(sandbox)}#chance`)
      const isFixed = file.snapshot?.fixed_ids ?? hasFixedIds
      const world = createWorld({
        ...parts,
        settings,
        hasFixedIds: isFixed,
        state: createState(),
        clock,
        random: createRandom(),
        chance,
      })
      clock.hold() // records that name no time are all of one moment
      fillWorld(world, file, fileName)
      clock.release()
      return world
    }
  const goingOn = (sandbox: string, file: SandboxFile, fileName: string) => {
    const cursor = file.meta?.random as unknown as Cursor | undefined
    return make(sandbox, file, fileName, () => (cursor ? new Random(cursor) : Random.fromSeed(seedOf(sandbox))))
  }

  return {
    fresh: (sandbox) => (parts) => {
      // Fixtures that were kept state hold ids already; a sequence begun anew from the seed would make them again.
      const seed = [seedOf(sandbox), ...(fixtures.meta?.random ?? [])].join('/')
      const world = make(sandbox, fixtures, fixturesName, () => Random.fromSeed(seed))(parts)
      if (!world.state.profiles.has(defaultProfileId))
        fillWorld(world, defaultFixtures as SandboxFile, 'fixtures/default.json')
      addPresetNumbers(world, presets)
      addPresetOutcomes(world, presets)
      return world
    },
    kept: (sandbox, file) => (parts) => {
      const world = goingOn(sandbox, file, `the kept state of sandbox ${sandbox}`)(parts)
      addPresetNumbers(world, presets)
      addPresetOutcomes(world, presets)
      return world
    },
    restored: goingOn,
  }
}
