import defaultFixtures from '../../fixtures/default.json' with { type: 'json' }
import { Clock } from '../core/clock.js'
import { defaultProfileId } from '../core/profiles.js'
import { Random } from '../core/random.js'
import type { MakeWorld } from '../core/sandbox.js'
import { defaultSandbox } from '../core/sandboxes.js'
import type { Settings } from '../core/settings.js'
import { createState } from '../core/state.js'
import { createWorld, type World } from '../core/world.js'
import { fillInSlices, fillWorld, type LoadedFile, type SandboxFile } from '../sandbox-file/format.js'
import { finish, inSlices } from '../wire/steps.js'
import { addPresetNumbers, addPresetOutcomes, type Presets } from './presets.js'

/** What fresh worlds are made from. */
export interface WorldSources {
  readonly fixtures: SandboxFile
  /** The name of the fixtures in error messages. */
  readonly fixturesName: string
  /** The overrides of the configuration. */
  readonly presets: Presets
}

export interface WorldsOptions extends WorldSources {
  /** Returns the seed of a sandbox's random sequence. */
  readonly seedOf: (sandbox: string) => string
  readonly hasFixedIds: boolean
  readonly settings: Settings
  /** The machine's clock as a sandbox sees it, in Unix milliseconds. */
  readonly wall: (sandbox: string) => number
}

export interface WorldFactory {
  /** Makes a sandbox in its initial state, also for a reset. */
  fresh(sandbox: string): MakeWorld
  /** Makes a sandbox from its stored state, with the current configuration. */
  kept(sandbox: string, file: LoadedFile): MakeWorld
  /** Makes a sandbox exactly as in a file; a snapshot also restores the time at which it was taken. */
  restored(sandbox: string, file: SandboxFile, fileName: string): MakeWorld
  /** Makes fresh and kept worlds from other fixtures and presets from now on. @throws {FileError} and changes nothing */
  replace(sources: WorldSources): void
  /** Like `restored`, but makes the world beforehand, with pauses for others. @throws {FileError} */
  restoredInSlices(
    sandbox: string,
    file: SandboxFile,
    fileName: string,
    pause: () => Promise<void>,
  ): Promise<PreparedWorld>
}

/** A world that is made before it takes its place in a sandbox. */
export interface PreparedWorld {
  readonly world: World
  readonly makeWorld: MakeWorld
}

/** Listeners of a world that is made before its sandbox hands them over. */
function createLateParts() {
  let bound: Parameters<MakeWorld>[0] | undefined
  const parts: Parameters<MakeWorld>[0] = {
    emit: (event) => bound?.emit(event),
    hasListeners: () => bound?.hasListeners() ?? false,
    recordChange: (change) => bound?.recordChange(change),
    post: (delivery) => bound?.post(delivery),
  }
  return {
    parts,
    bind: (given: Parameters<MakeWorld>[0]) => {
      bound = given
    },
  }
}

/** Makes a world; yields when others may run. */
function* makeInSlices(
  { seedOf, hasFixedIds, settings, wall }: WorldsOptions,
  { sandbox, file, fileName, random }: { sandbox: string; file: LoadedFile; fileName: string; random: Random },
  parts: Parameters<MakeWorld>[0],
): Generator<void, World> {
  const { meta } = file
  const clock = new Clock(() => wall(sandbox), meta && { offsetMs: meta.offset_ms, frozenMs: meta.frozen_ms })
  if (file.snapshot !== undefined) clock.set(file.snapshot.now)
  const chance = Random.fromSeed(`${seedOf(sandbox)}#chance`)
  const delays = settings.latencies === null ? null : Random.fromSeed(`${seedOf(sandbox)}#delays`)
  const isFixed = file.snapshot?.fixed_ids ?? hasFixedIds
  const world = createWorld({
    ...parts,
    settings,
    hasFixedIds: isFixed,
    state: createState(),
    clock,
    random,
    chance,
    delays,
  })
  clock.hold() // records without a time are all created at the same moment
  yield* fillInSlices(world, file, fileName)
  clock.release()
  return world
}

/** Creates the factory of sandbox worlds from files. Its functions throw a FileError for an invalid record. */
export function createWorldFactory(options: WorldsOptions): WorldFactory {
  const { seedOf } = options
  let sources: WorldSources = options
  const make =
    (sandbox: string, file: LoadedFile, fileName: string, createRandom: () => Random): MakeWorld =>
    (parts) =>
      finish(makeInSlices(options, { sandbox, file, fileName, random: createRandom() }, parts))
  const makeContinued = (sandbox: string, file: LoadedFile, fileName: string) => {
    const stored = file.meta?.random
    return make(sandbox, file, fileName, () => (stored ? Random.fromStored(stored) : Random.fromSeed(seedOf(sandbox))))
  }

  const makeFresh =
    (sandbox: string, { fixtures, fixturesName, presets }: WorldSources): MakeWorld =>
    (parts) => {
      // Fixtures from stored state contain IDs, which a sequence from the same seed would generate again.
      const seed = [seedOf(sandbox), ...(fixtures.meta?.random ?? [])].join('/')
      const world = make(sandbox, fixtures, fixturesName, () => Random.fromSeed(seed))(parts)
      if (!world.state.profiles.has(defaultProfileId))
        fillWorld(world, defaultFixtures as SandboxFile, 'fixtures/default.json')
      addPresetNumbers(world, presets)
      addPresetOutcomes(world, presets)
      return world
    }

  return {
    fresh: (sandbox) => (parts) => makeFresh(sandbox, sources)(parts),
    replace: (replaced) => {
      makeFresh(defaultSandbox, replaced)(createLateParts().parts) // throws for a record that cannot be used
      sources = replaced
    },
    kept: (sandbox, file) => (parts) => {
      const { presets } = sources
      const world = makeContinued(sandbox, file, `the stored state of sandbox ${sandbox}`)(parts)
      addPresetNumbers(world, presets)
      addPresetOutcomes(world, presets)
      return world
    },
    restored: makeContinued,
    restoredInSlices: async (sandbox, file, fileName, pause) => {
      const stored = file.meta?.random
      const random = stored ? Random.fromStored(stored) : Random.fromSeed(seedOf(sandbox))
      const late = createLateParts()
      const slices = makeInSlices(options, { sandbox, file, fileName, random }, late.parts)
      const world = await inSlices(slices, pause)
      const makeWorld: MakeWorld = (parts) => {
        late.bind(parts)
        if (file.snapshot !== undefined) world.clock.set(file.snapshot.now) // time has passed meanwhile
        return world
      }
      return { world, makeWorld }
    },
  }
}
