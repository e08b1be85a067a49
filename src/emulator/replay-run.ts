import type { Divergence } from '../replay/lane.js'
import type { Player } from '../replay/player.js'
import type { RunFile } from '../replay/run-file.js'
import { InputError } from '../wire/input-error.js'
import { startEmulator } from './create-emulator.js'
import type { RunningEmulator } from './emulator.js'
import type { EmulatorOptions } from './options.js'
import { findWallClock } from './wall-clock.js'

export interface ReplayOptions {
  /** Options that the run has left out, and callbacks. They take precedence over those of the run. */
  readonly options?: EmulatorOptions
  /** Called with each divergence at once. */
  readonly onDivergence?: (divergence: Divergence) => void
}

/** An emulator that repeats a run. */
export interface Replay {
  readonly emulator: RunningEmulator
  readonly player: Player
}

/**
 * Starts an emulator in the state before a run, with its seed, settings and clock. What is asked of it is answered as
 * recorded.
 *
 * @example
 * ```ts
 * const { emulator, player } = await startReplay(await parseRunFile(text, 'run.json'))
 * await player.playTo(7)
 * ```
 * @throws {InputError} for a run without steps, and for settings that this version does not know
 */
export async function startReplay(run: RunFile, replayOptions: ReplayOptions = {}): Promise<Replay> {
  const { options = {}, onDivergence } = replayOptions
  const { Player } = await import('../replay/player.js')
  const now = options.now ?? findWallClock()
  const player = new Player(run, { now, ...(onDivergence && { onDivergence }) })
  const { webhooks, ...settings } = run.settings as EmulatorOptions
  const emulator = await startEmulator(
    {
      ...settings,
      ...(run.fixed_ids && { seed: run.seed }),
      ...options,
      webhooks: { ...webhooks, ...options.webhooks },
    },
    { tape: player },
  )
  return { emulator, player }
}

/** @throws {InputError} if a run cannot be repeated because it was not recorded */
export function requireSteps({ steps }: RunFile, name: string): void {
  if (steps !== undefined) return
  throw new InputError(
    `${name} holds the state and the journal of a sandbox, but no steps to repeat: its emulator did not record. Start it with --record-runs, or use: tve exec --record-run <file> -- <command>`,
  )
}
