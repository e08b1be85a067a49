import { toVisible } from '../wire/visible-text.js'
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
  // Escapes of JSON, so that programs read what was found and editors show it.
  json: (report) => toVisible(formatJson(report), { keepsLines: true }),
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
  return writers[format](format === 'json' ? report : showAll(report), options)
}

/**
 * A report in which every character is seen: evidence comes from applications, and a mark of text direction would show a
 * reader something else than was found. Pictures are no text.
 */
function showAll<Value>(value: Value): Value {
  if (typeof value === 'string') return toVisible(value, { keepsLines: true }) as Value
  if (Array.isArray(value)) return value.map(showAll) as Value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, name === 'svg' ? member : showAll(member)]),
  ) as Value
}
