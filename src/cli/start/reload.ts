import type { Config } from '../../config/config.js'
import type { SettingKey } from '../../config/settings.js'
import type { RunningEmulator } from '../../emulator/emulator.js'
import { toOptions } from './to-options.js'

/** The settings that apply while the emulator runs. */
const reloadable = ['scenarios', 'faults', 'testNumbers', 'fixtures'] as const satisfies readonly SettingKey[]

/** What became of a change of the configuration. */
export type ReloadResult =
  | {
      readonly event: 'reload'
      /** The settings that apply from now on; fixtures to new sandboxes and resets. */
      readonly changed: readonly string[]
      /** The settings that differ from the start and need another one. */
      readonly needsRestart: readonly string[]
    }
  | { readonly event: 'reload-failed'; readonly reason: string }

export interface ReloadOptions {
  /** The configuration of the start. */
  readonly config: Config
  /** Reads the configuration again. @throws {ConfigError} */
  readonly read: () => Promise<Config>
  readonly emulator: Pick<RunningEmulator, 'reload'>
  readonly report: (result: ReloadResult) => void
}

/**
 * Creates a function that reads the configuration again and applies what can be applied. Calls follow one another. An
 * invalid file changes nothing and is reported.
 */
export function createReload({ config: first, read, emulator, report }: ReloadOptions): () => Promise<void> {
  let last = Promise.resolve()
  const reload = async () => {
    try {
      const config = await read()
      const { scenarios, faults, testNumbers, fixtures } = toOptions(config)
      const changed = await emulator.reload({ scenarios, faults, testNumbers, fixtures })
      report({ event: 'reload', changed, needsRestart: findDifferences(first, config) })
    } catch (error) {
      report({ event: 'reload-failed', reason: error instanceof Error ? error.message : String(error) })
    }
  }
  return () => {
    last = last.then(reload)
    return last
  }
}

/** The settings that differ and do not apply while the emulator runs. */
function findDifferences(before: Config, after: Config): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof Config)[]
  return keys.filter(
    (key) => !reloadable.some((one) => one === key) && JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  )
}

/** Formats the result as a sentence. */
export function formatReload(result: ReloadResult): string {
  if (result.event === 'reload-failed') return `Not reloaded, and nothing has changed: ${result.reason}`
  const { changed, needsRestart } = result
  const names = changed.map((name) => (name === 'fixtures' ? 'fixtures (for new sandboxes and resets)' : name))
  const restart = needsRestart.length === 0 ? '' : ` To apply ${needsRestart.join(', ')}, restart the emulator.`
  return `${names.length === 0 ? 'Reloaded: nothing has changed.' : `Reloaded ${names.join(', ')}.`}${restart}`
}
