import { version } from '../version.js'
import { type RunFile, type RunStep, runFormat } from './run-file.js'

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

/** Options that change what is answered. Those that are missing concern the machine, or are secret. */
const kept: readonly string[] = [
  'dialect',
  'fixtures',
  'maxSandboxes',
  'whenFull',
  'requireWhitelistedDestinations',
  'prices',
  'balance',
  'limits',
  'journal',
  'webhooks',
  'scenarios',
  'faults',
  'testNumbers',
]

/** Options that change what is answered, but must not be written down. */
const secret: readonly string[] = ['webhooks.privateKey', 'data', 'sandboxIdle']

/**
 * Creates a run that still holds its secrets; `redactRun` removes them.
 *
 * @example
 * ```ts
 * const run = redactRun(createRun(facts, { sandbox: 'default', before, steps }), keys)
 * ```
 */
export function createRun(
  { node, seed, hasFixedIds, options, startedAt, savedAt }: RunFacts,
  content: Pick<RunFile, 'sandbox' | 'before' | 'after'> & { readonly steps?: readonly RunStep[] },
): RunFile {
  const { sandbox, before, steps, after } = content
  const { privateKey: _, ...webhooks } = (options.webhooks ?? {}) as Record<string, unknown>
  const settings = Object.entries({ ...options, webhooks }).filter(
    ([name, value]) => kept.includes(name) && value !== undefined,
  )
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
    settings: Object.fromEntries(settings),
    left_out: secret.filter((path) => isGiven(options, path)),
    before,
    ...(steps !== undefined && { steps: numberRequests(steps) }),
    ...(after !== undefined && { after }),
  }
}

function isGiven(options: Readonly<Record<string, unknown>>, path: string): boolean {
  const [name = '', member] = path.split('.')
  const value = options[name]
  const given = member === undefined ? value : (value as Record<string, unknown> | undefined)?.[member]
  return given !== undefined && given !== 'never'
}

/** Numbers the requests from 1, without those that only read the control API. */
function numberRequests(steps: readonly RunStep[]): RunStep[] {
  let number = 0
  return steps.map((step) =>
    step.kind === 'request' && step.number !== undefined ? { ...step, number: ++number } : step,
  )
}
