import { writeFileSync } from 'node:fs'
import { isE164 } from '../core/phone-numbers.js'
import { CannotRun } from '../report/cannot-run.js'
import { type Format, formatReport, formats } from '../report/format.js'
import type { Paint } from '../report/format-text.js'
import { type ContractReport, type ExitCode, exitCodeOf } from '../report/report.js'
import { compareRuns } from './cases/compare-runs.js'
import { writeConfirmations } from './cases/confirm.js'
import { readScenarios } from './cases/library.js'
import { type TargetOptions, withTarget } from './cases/open-target.js'
import { type RecordedTarget, recordTarget } from './cases/recording.js'
import { reportRun } from './cases/report-run.js'
import { runScenarios } from './cases/run.js'
import type { Target } from './cases/target.js'
import { UnreadableIgnore } from './diff/ignores.js'
import { checkDocument } from './document/check.js'

/** How a report is given out. */
export interface ReportFlags {
  readonly format?: Format
  /** The same as the format `json`. */
  readonly json?: boolean
  /** `format=file`, written beside what is printed. */
  readonly report?: readonly string[]
  /** Lists in text what is the same, too. */
  readonly verbose?: boolean
}

export interface RunFlags extends ReportFlags {
  /** Ids; default all. */
  readonly scenario?: readonly string[]
  readonly allowNumber: readonly string[]
  readonly maxSends: number
  readonly allowLeftovers?: boolean
  /** Base URL of the upstream; default the vendor's. */
  readonly upstream?: string
  readonly ignoreDrift: readonly string[]
}

export interface SingleRunFlags extends RunFlags {
  /** Folder for recordings of what is answered. */
  readonly record?: string
  /** File for the rules that the real service confirms. */
  readonly confirm?: string
}

/** What the commands have around them. */
export interface Surroundings extends TargetOptions {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly paint: Paint
  /** Unix milliseconds. */
  readonly now: () => number
  /** Eight characters that no other run has. */
  readonly runId: () => string
  /** Ends a run early; it cleans up all the same. */
  readonly signal: AbortSignal
}

/** `contract document`. Resolves with the exit code: 0 the same, 1 drift, 2 could not run. */
export function documentCommand(source: string, flags: ReportFlags, around: Surroundings): Promise<ExitCode> {
  return saying(flags, around, () => checkDocument(source))
}

/** `contract run`. See documentCommand. */
export function runCommand(named: string, flags: SingleRunFlags, around: Surroundings): Promise<ExitCode> {
  return saying(flags, around, () =>
    withTarget(named, flags.upstream, around, async (target) => {
      const { record, confirm } = flags
      const options = runOptions(flags, around)
      const recorded = record === undefined ? undefined : recording(target, flags, options.prefix, around)
      const run = await runScenarios(recorded ?? target, readScenarios(flags.scenario), options)
      if (recorded && record !== undefined) around.err(`${recorded.write(record)} recordings are in ${record}.\n`)
      if (confirm !== undefined) {
        const count = writeConfirmations(run, confirm, target.name, around.now())
        around.err(`${count} rules are confirmed in ${confirm}.\n`)
      }
      return reportRun(run)
    }),
  )
}

/** `contract compare`. See documentCommand. */
export function compareCommand(a: string, b: string, flags: RunFlags, around: Surroundings): Promise<ExitCode> {
  const { upstream, ignoreDrift } = flags
  return saying(flags, around, () =>
    withTarget(a, upstream, around, (left) =>
      withTarget(b, upstream, around, async (right) => {
        const scenarios = readScenarios(flags.scenario)
        const options = runOptions(flags, around)
        const one = await runScenarios(left, scenarios, options)
        const sent = left.kind === 'upstream' ? one.sends : 0
        const other = await runScenarios(right, scenarios, { ...options, maxSends: options.maxSends - sent })
        return compareRuns(one, other, ignoreDrift)
      }),
    ),
  )
}

/** Gives a report out, or a sentence on why there is none. */
async function saying(
  { json = false, format = json ? 'json' : 'text', report: files = [], verbose = false }: ReportFlags,
  around: Surroundings,
  make: () => Promise<ContractReport>,
) {
  const { out, err, paint } = around
  try {
    const outputs = files.map(readOutput)
    const report = await make()
    for (const { format, path } of outputs) writeReport(path, formatReport(report, format))
    out(formatReport(report, format, { paint, isVerbose: verbose }))
    return exitCodeOf(report)
  } catch (error) {
    if (!(error instanceof CannotRun || error instanceof UnreadableIgnore)) throw error
    err(`${error.message}\n`)
    return 2
  }
}

function readOutput(text: string): { format: Format; path: string } {
  const [format = '', ...rest] = text.split('=')
  const path = rest.join('=')
  if (!formats.includes(format as Format) || path === '') {
    throw new CannotRun(
      `--report ${text} names no format and file: say one like --report markdown=summary.md (${formats.join(', ')}).`,
    )
  }
  return { format: format as Format, path }
}

function writeReport(path: string, text: string): void {
  try {
    writeFileSync(path, text)
  } catch (error) {
    throw new CannotRun(`The report ${path} cannot be written: ${(error as Error).message}`)
  }
}

function runOptions(
  { allowNumber: [number], maxSends, allowLeftovers = false }: RunFlags,
  { runId, signal }: Surroundings,
) {
  if (number !== undefined && !isE164(number)) {
    throw new CannotRun(`--allow-number ${number} is not a phone number: write it like +13035551234.`)
  }
  return {
    ...(number !== undefined && { number }),
    maxSends,
    allowLeftovers,
    prefix: `tve-contract-${runId()}`,
    signal,
  }
}

function recording(
  target: Target,
  { allowNumber: [number] }: RunFlags,
  prefix: string,
  { key = '', now }: Surroundings,
): RecordedTarget {
  const comment =
    target.kind === 'upstream'
      ? `Recorded against ${target.name}.`
      : 'Recorded against a double: it proves nothing about the real service.'
  return recordTarget(target, { number, prefix, secrets: [key], now, comment })
}
