import { version } from '../version.js'
import { formatJson } from './format-json.js'
import { formatJunit } from './format-junit.js'
import { formatMarkdown } from './format-markdown.js'
import { formatSarif } from './format-sarif.js'
import { formatText, type TextOptions } from './format-text.js'
import type { ContractReport } from './report.js'

export const formats = ['text', 'markdown', 'junit', 'json', 'sarif'] as const
export type Format = (typeof formats)[number]

/** Writes a report in a format; the options are those of text. Ends in a line break. */
export function formatReport(report: ContractReport, format: Format, options: TextOptions = {}): string {
  switch (format) {
    case 'text':
      return formatText(report, options)
    case 'markdown':
      return formatMarkdown(report)
    case 'junit':
      return formatJunit(report)
    case 'json':
      return formatJson(report)
    case 'sarif':
      return formatSarif(report, version)
  }
}
