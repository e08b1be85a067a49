import { explainFileError } from '../wire/file-reason.js'
import type { Colorize } from './color-marks.js'
import { formatReport } from './format.js'
import type { ReportTool } from './format-sarif.js'
import { CannotRunError, type ExitCode, exitCodeOf, type Report, type ReportPicture } from './report.js'
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
 * @param keep writes another file, once the report is printed
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
  keep: (report: Report) => void = () => {},
): Promise<ExitCode> {
  try {
    const outputs = files.map(readOutput)
    const report = await createReport()
    // Printed first: a file that cannot be written must not lose what took long.
    out(formatReport(report, format, { tool, isVerbose: verbose, ...(colorize && { colorize }) }))
    for (const { format, path } of outputs) writeReport(report, format, path, { tool, writeFile })
    keep(report)
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

/** Writes a report; Markdown refers to pictures in files beside it, which are written, too. */
function writeReport(
  report: Report,
  format: ReportFormat,
  path: string,
  { tool, writeFile }: Pick<ReportContext, 'tool' | 'writeFile'>,
): void {
  const stem = path.replace(/\.[^./\\]*$/, '')
  const toPicturePath = ({ name }: ReportPicture) => `${stem}-${name}.svg`
  const toPictureUrl = (picture: ReportPicture) => toUrl(toPicturePath(picture).split(/[/\\]/).at(-1) ?? '')
  write(path, formatReport(report, format, { tool, toPictureUrl }), writeFile)
  if (format !== 'markdown') return
  for (const picture of report.pictures ?? []) write(toPicturePath(picture), picture.svg, writeFile)
}

/** The name of a file as a relative URL; parentheses would end a link. */
const toUrl = (name: string) => encodeURIComponent(name).replaceAll('(', '%28').replaceAll(')', '%29')

function write(path: string, text: string, writeFile: ReportContext['writeFile']): void {
  try {
    writeFile(path, text)
  } catch (error) {
    throw new CannotRunError(explainFileError(`The report ${path}`, 'written', error))
  }
}
