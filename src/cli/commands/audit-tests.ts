import { readFileSync, writeFileSync } from 'node:fs'
import { readBaseline, toBaseline } from '../../audit/tests/baseline.js'
import { listMutants, toTestsReport } from '../../audit/tests/report.js'
import type { TextFile } from '../../audit/tests/resume.js'
import { runTestsAudit } from '../../audit/tests/run-audit.js'
import { recognizeRunner } from '../../audit/tests/sketches/runner.js'
import type { RunSuite } from '../../audit/tests/suite.js'
import { type MutantId, mutantIds } from '../../core/mutants.js'
import type { Colorize } from '../../report/color-marks.js'
import { printReport, type ReportFlags } from '../../report/print-report.js'
import { CannotRunError, type ExitCode } from '../../report/report.js'
import { formatTable } from '../../report/text-table.js'
import { version } from '../../version.js'
import { explainFileError } from '../../wire/file-reason.js'
import { suggest } from '../../wire/suggest.js'

/** The flags of `audit tests`. */
export interface AuditTestsFlags extends ReportFlags {
  readonly jobs?: number
  readonly only?: readonly string[]
  readonly skip?: readonly string[]
  /** Milliseconds. */
  readonly timeout?: number
  readonly confirm?: boolean
  readonly state?: string
  readonly baseline?: string
  readonly updateBaseline?: boolean
  readonly minScore?: number
}

/** The streams and runs of the command. */
export interface AuditTestsContext {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly colorize: Colorize
  readonly runSuite: RunSuite
  /** Aborts at the first interruption. */
  readonly signal: AbortSignal
  /** Whether an error of a run is the user's to fix. */
  readonly isExplained: (error: unknown) => boolean
}

/** Audits the tests that a command runs. Resolves with the exit code: 0 passed, 1 survivors, 2 could not run. */
export function runAuditTests(
  command: readonly string[],
  flags: AuditTestsFlags,
  context: AuditTestsContext,
): Promise<ExitCode> {
  const { out, err, colorize, signal, runSuite, isExplained } = context
  const tool = { name: 'telnyx-verify-emulator', version }
  const parts = { out, err, colorize, tool, writeFile: writeFileSync, isExplained }
  let keep = () => {}
  const createReport = async () => {
    if (command.length === 0)
      throw new CannotRunError('The command that runs your tests is missing. Example: tve audit tests -- npm test')
    const { jobs = 1, timeout: limitMs = null, confirm: isConfirmed = false, minScore, updateBaseline = false } = flags
    const selected = selectMutants(flags)
    const baselineFile = flags.baseline === undefined ? undefined : toTextFile(flags.baseline)
    if (updateBaseline && baselineFile === undefined)
      throw new CannotRunError('--update-baseline needs the file to write: add --baseline <file>.')
    const baseline = baselineFile === undefined || updateBaseline ? undefined : readBaseline(baselineFile)
    const state = flags.state === undefined ? undefined : toTextFile(flags.state)
    const audit = await runTestsAudit(
      { command, version, selected, jobs, limitMs, isConfirmed, state, signal },
      { runSuite, onProgress: (line) => err(`${line}\n`) },
    )
    const written = toBaseline(audit.results)
    if (updateBaseline) keep = () => baselineFile?.write(`${JSON.stringify(written, null, 2)}\n`)
    return toTestsReport(audit, {
      command,
      runner: recognizeRunner(command.join(' '), readScript),
      baseline: updateBaseline ? written : baseline,
      minScore,
    })
  }
  return printReport(flags, parts, createReport, () => keep())
}

/** Formats the list of all mutants. */
export function formatMutants(asJson: boolean): string {
  const list = listMutants()
  if (asJson) return `${JSON.stringify(list)}\n`
  return `${formatTable(
    list.map(({ id, breaks, lie }) => [id, breaks, `the service ${lie}`]),
    { headings: ['mutant', 'breaks', 'lie'] },
  )}\n`
}

/** @throws {CannotRunError} for an unknown mutant */
function selectMutants({ only, skip = [] }: AuditTestsFlags): ReadonlySet<MutantId> {
  for (const name of [...(only ?? []), ...skip]) {
    if ((mutantIds as readonly string[]).includes(name)) continue
    throw new CannotRunError(suggest('mutant', name, mutantIds, 'List them with: tve audit tests --list'))
  }
  return new Set(mutantIds.filter((id) => (only === undefined || only.includes(id)) && !skip.includes(id)))
}

function toTextFile(path: string): TextFile {
  return {
    path,
    read: () => {
      try {
        return readFileSync(path, 'utf8')
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        if (code === 'ENOENT') return undefined
        throw new CannotRunError(explainFileError(path, 'read', error))
      }
    },
    write: (text) => {
      try {
        writeFileSync(path, text)
      } catch (error) {
        throw new CannotRunError(explainFileError(path, 'written', error))
      }
    },
  }
}

/** Returns a script of the package.json in the working directory. */
function readScript(name: string): string | undefined {
  try {
    return JSON.parse(readFileSync('package.json', 'utf8')).scripts?.[name]
  } catch {
    return undefined // no package, or none that npm could use either
  }
}
