import { version } from '../version.js'
import { type RunFile, type RunStep, runFormat } from './run-file.js'
import { chooseOptions } from './setting-fates.js'

/** The facts about an emulator that a run begins with. */
export interface RunFacts {
  /** The version of Node.js. */
  readonly node: string
  readonly seed: string
  /** Whether the user gave the seed. */
  readonly hasFixedIds: boolean
  /** Options of the emulator by their names; those that cannot be part of a run are left out. */
  readonly options: Readonly<Record<string, unknown>>
  /** When the emulator began to record, in Unix milliseconds of the machine's clock. */
  readonly startedAt: number
  readonly savedAt: number
}

/**
 * Creates a run that still holds its secrets; `redactRun` removes them.
 *
 * @example
 * ```ts
 * const run = finish(redactRun(createRun(facts, { sandbox: 'default', before, steps }), keys))
 * ```
 */
export function createRun(
  { node, seed, hasFixedIds, options, startedAt, savedAt }: RunFacts,
  content: Pick<RunFile, 'sandbox' | 'before' | 'forgotten' | 'after'> & { readonly steps?: readonly RunStep[] },
): RunFile {
  const { sandbox, before, steps, forgotten = [], after } = content
  const { settings, leftOut } = chooseOptions(options)
  return {
    format: runFormat,
    version: 1,
    emulator: version,
    node,
    started_at: startedAt,
    saved_at: savedAt,
    ...(sandbox !== undefined && { sandbox }),
    seed,
    fixed_ids: hasFixedIds,
    settings,
    left_out: [...leftOut],
    before,
    ...(steps !== undefined && { steps: numberRequests(steps) }),
    ...(forgotten.length > 0 && { forgotten }),
    ...(after !== undefined && { after }),
  }
}

/** Numbers the requests from 1, without those that only read the control API. */
function numberRequests(steps: readonly RunStep[]): RunStep[] {
  let number = 0
  return steps.map((step) =>
    step.kind === 'request' && step.number !== undefined ? { ...step, number: ++number } : step,
  )
}
