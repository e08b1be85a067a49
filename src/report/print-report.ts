import type { Colorize } from './color-marks.js'
import { formatReport } from './format.js'
import type { ReportTool } from './format-sarif.js'
import { CannotRunError, type ExitCode, exitCodeOf, type Report } from './report.js'
import { type ReportFormat, reportFormats } from './report-formats.js'

/** How a report is printed and written. */
export interface ReportFlags {
  readonly format?: ReportFormat
  /** The same as the format `json`. */
  readonly json?: boolean
  /** `format=file`: written in addition to what is printed. */
  readonly report?: readonly string[]
  /** Lists findings that passed, too, in the format `text`. */
  readonly verbose?: boolean
}

/** The streams and files of a command that prints a report. */
export interface ReportContext {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly colorize?: Colorize
  /** @throws {Error} if the file cannot be written */
  readonly writeFile: (path: string, text: string) => void
  /** The program that made the report. SARIF names it. */
  readonly tool: ReportTool
  /** Whether an error is the user's to fix; its message is then printed instead of its stack. */
  readonly isExplained?: (error: unknown) => boolean
}

/**
 * Prints and writes a report, or the reason why it could not be created. Resolves with the exit code: 0 clean, 1
 * failures, 2 could not run. Reads the flags before it creates the report, which may take long.
 *
 * @example
 * ```ts
 * process.exitCode = await printReport({ format: 'html' }, context, () => createReport())
 * ```
 */
export async function printReport(
  { json = false, format = json ? 'json' : 'text', report: files = [], verbose = false }: ReportFlags,
  { out, err, colorize, writeFile, tool, isExplained = () => false }: ReportContext,
  createReport: () => Promise<Report>,
): Promise<ExitCode> {
  try {
    const outputs = files.map(readOutput)
    const report = await createReport()
    for (const { format, path } of outputs) write(path, formatReport(report, format, { tool }), writeFile)
    out(formatReport(report, format, { tool, isVerbose: verbose, ...(colorize && { colorize }) }))
    return exitCodeOf(report)
  } catch (error) {
    if (!(error instanceof CannotRunError || (error instanceof Error && isExplained(error)))) throw error
    err(`${error.message}\n`)
    return 2
  }
}

function readOutput(text: string): { format: ReportFormat; path: string } {
  const [format = '', ...rest] = text.split('=')
  const path = rest.join('=')
  if (!reportFormats.includes(format as ReportFormat) || path === '') {
    throw new CannotRunError(
      `--report ${text} is not a format and a file. Use one like --report markdown=summary.md (${reportFormats.join(', ')}).`,
    )
  }
  return { format: format as ReportFormat, path }
}

function write(path: string, text: string, writeFile: ReportContext['writeFile']): void {
  try {
    writeFile(path, text)
  } catch (error) {
    throw new CannotRunError(`Cannot write the report ${path}: ${(error as Error).message}`)
  }
}
