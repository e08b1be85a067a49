import { replacePresets } from '../worlds/presets.js'
import type { WorldFactory, WorldSources } from '../worlds/world-factory.js'
import { type ReloadedOptions, type ReloadedPart, readSources } from './read-sources.js'
import type { SandboxHost } from './sandbox-host.js'

export interface ReloaderParts {
  readonly host: Pick<SandboxHost, 'sandboxes' | 'commit'>
  readonly worldFactory: Pick<WorldFactory, 'replace'>
  /** What the emulator was started with. */
  readonly sources: WorldSources
}

const presetParts = ['scenarios', 'faults', 'testNumbers'] as const

/** Replaces overrides in all sandboxes, and the fixtures of those that are created or reset from now on. */
export class Reloader {
  #current: WorldSources

  constructor(private readonly parts: ReloaderParts) {
    this.#current = parts.sources
  }

  /**
   * Applies options. A caller waits for the call before.
   *
   * @returns the parts that differ from before
   * @throws {InputError} for an invalid scenario, fault or test number, {FileError} for fixtures; nothing has changed then
   */
  async reload(options: ReloadedOptions): Promise<readonly ReloadedPart[]> {
    const after = await readSources(options)
    const before = this.#current
    const changed = presetParts.filter((part) => !isSame(before.presets[part], after.presets[part]))
    const hasFixtures = !isSame(before.fixtures, after.fixtures)
    if (changed.length === 0 && !hasFixtures) return []
    this.parts.worldFactory.replace(after)
    this.#current = after
    const { host } = this.parts
    if (changed.length > 0)
      for (const sandbox of host.sandboxes.all()) {
        sandbox.run((world) => replacePresets(world, before.presets, after.presets, changed))
        host.commit(sandbox)?.catch(() => {}) // the persister warns of a failure
      }
    return hasFixtures ? [...changed, 'fixtures'] : changed
  }
}

/** Compares what was read from JSON; maps by their entries. */
function isSame(one: unknown, other: unknown): boolean {
  const toText = (value: unknown) => JSON.stringify(value instanceof Map ? [...value] : value)
  return toText(one) === toText(other)
}
