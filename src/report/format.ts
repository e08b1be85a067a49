import { formatHtml } from './format-html.js'
import { formatJson } from './format-json.js'
import { formatJunit } from './format-junit.js'
import { formatMarkdown, type MarkdownOptions } from './format-markdown.js'
import { formatSarif, type ReportTool } from './format-sarif.js'
import { formatText, type TextOptions } from './format-text.js'
import type { Report } from './report.js'
import type { ReportFormat } from './report-formats.js'

export interface FormatOptions extends TextOptions, MarkdownOptions {
  /** The program that made the report. SARIF names it. */
  readonly tool: ReportTool
}

const writers = {
  text: formatText,
  markdown: formatMarkdown,
  junit: formatJunit,
  json: formatJson,
  html: formatHtml,
  sarif: (report, { tool }) => formatSarif(report, tool),
} as const satisfies Readonly<Record<ReportFormat, (report: Report, options: FormatOptions) => string>>

/**
 * Writes a report in a format. The text ends in a line break.
 *
 * @example
 * ```ts
 * formatReport(report, 'junit', { tool: { name: 'telnyx-verify-emulator', version } })
 * ```
 */
export function formatReport(report: Report, format: ReportFormat, options: FormatOptions): string {
  return writers[format](report, options)
}
