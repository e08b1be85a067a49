import { mkdirSync, writeFileSync } from 'node:fs'
import { isE164 } from '../core/phone-numbers.js'
import type { Colorize } from '../report/color-marks.js'
import { printReport, type ReportFlags } from '../report/print-report.js'
import { CannotRunError, type ExitCode, type Report } from '../report/report.js'
import { version } from '../version.js'
import { countOf } from '../wire/count-of.js'
import { explainFileError } from '../wire/file-reason.js'
import { InputError } from '../wire/input-error.js'
import { compareRuns } from './cases/compare-runs.js'
import { readConfirmations, writeConfirmations } from './cases/confirm.js'
import { readCases } from './cases/library.js'
import { type TargetOptions, withTarget } from './cases/open-target.js'
import { type RecordedTarget, recordTarget } from './cases/record-target.js'
import { redactReport } from './cases/redact-report.js'
import { reportRun } from './cases/report-run.js'
import { runCases } from './cases/run.js'
import type { ContractTarget } from './cases/target.js'
import { checkDocument } from './document/check.js'

export interface RunFlags extends ReportFlags {
  /** IDs of cases; all by default. */
  readonly case?: readonly string[]
  readonly allowNumbers: readonly string[]
  readonly maxSends: number
  readonly allowLeftovers?: boolean
  /** Base URL of the upstream; the vendor's by default. */
  readonly upstream?: string
  readonly ignoreDrift: readonly string[]
}

export interface SingleRunFlags extends RunFlags {
  /** Folder to record the answers in. */
  readonly record?: string
  /** File for the rules that the real service confirms. */
  readonly confirm?: string
}

/** The streams, clock and targets of a contract command. */
export interface ContractContext extends TargetOptions {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly colorize: Colorize
  /** Unix milliseconds. */
  readonly now: () => number
  /** Eight characters that no other run has. */
  readonly runId: () => string
  /** Ends a run early; it still cleans up. */
  readonly signal: AbortSignal
}

const tool = { name: 'telnyx-verify-emulator', version }

/** `contract document`. Resolves with the exit code: 0 no drift, 1 drift, 2 could not run. */
export function documentCommand(source: string, flags: ReportFlags, context: ContractContext): Promise<ExitCode> {
  return print(flags, context, () => checkDocument(source))
}

/** `contract run`. See documentCommand. */
export function runCommand(targetName: string, flags: SingleRunFlags, context: ContractContext): Promise<ExitCode> {
  return print(flags, context, () =>
    withTarget(targetName, flags.upstream, context, async (target) => {
      const { record, confirm } = flags
      const options = toRunOptions(flags, context)
      if (record !== undefined) createFolder(record)
      if (confirm !== undefined) readConfirmations(confirm) // before anything is sent
      const recorded = record === undefined ? undefined : startRecording(target, flags, options.prefix, context)
      const run = await runCases(recorded ?? target, readCases(flags.case), options)
      if (recorded && record !== undefined)
        context.err(`Wrote ${countOf(await recorded.write(record), 'recording')} to ${record}.\n`)
      if (confirm !== undefined) {
        const count = writeConfirmations(run, confirm, target.name, context.now())
        context.err(`Wrote ${countOf(count, 'confirmed rule')} to ${confirm}.\n`)
      }
      return redactReport(reportRun(run), [run], { ...options, keys: [context.key ?? ''] })
    }),
  )
}

/** `contract compare`. See documentCommand. */
export function compareCommand(a: string, b: string, flags: RunFlags, context: ContractContext): Promise<ExitCode> {
  const { upstream, ignoreDrift } = flags
  return print(flags, context, () =>
    withTarget(a, upstream, context, (left) =>
      withTarget(b, upstream, context, async (right) => {
        const cases = readCases(flags.case)
        const options = toRunOptions(flags, context)
        const one = await runCases(left, cases, options)
        const sent = left.kind === 'upstream' ? one.sends : 0
        const other = await runCases(right, cases, { ...options, maxSends: options.maxSends - sent })
        return redactReport(compareRuns(one, other, ignoreDrift), [one, other], {
          ...options,
          keys: [context.key ?? ''],
        })
      }),
    ),
  )
}

/** Creates the folder of recordings before the run, which may cost money. @throws {CannotRunError} */
function createFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new CannotRunError(explainFileError(`The folder of recordings ${folder}`, 'used', error))
  }
}

/** Prints and writes a report, or the reason why it could not be created. */
function print(flags: ReportFlags, { out, err, colorize }: ContractContext, createReport: () => Promise<Report>) {
  return printReport(flags, { out, err, colorize, writeFile: writeFileSync, tool, isExplained }, createReport)
}

const isExplained = (error: unknown) => error instanceof InputError

function toRunOptions(
  { allowNumbers: [number], maxSends, allowLeftovers = false }: RunFlags,
  { runId, signal }: ContractContext,
) {
  if (number !== undefined && !isE164(number)) {
    throw new CannotRunError(`--allow-numbers ${number} is not a valid phone number. Use E.164, like +13035551234.`)
  }
  return {
    ...(number !== undefined && { number }),
    maxSends,
    allowLeftovers,
    prefix: `tve-contract-${runId()}`,
    signal,
  }
}

function startRecording(
  target: ContractTarget,
  { allowNumbers: [number] }: RunFlags,
  prefix: string,
  { key = '', now }: ContractContext,
): RecordedTarget {
  const comment =
    target.kind === 'upstream'
      ? `Recorded from ${target.name}.`
      : 'Recorded from an emulator: it proves nothing about the real service.'
  return recordTarget(target, { number, prefix, keys: [key], now, comment })
}
