import type { JournalEntry } from '../../client/types.js'
import type { Color, Colorize } from '../../report/color-marks.js'
import { toVisible } from '../../wire/visible-text.js'

/**
 * Formats a journal entry as a line: time, status, request and what decided the answer; or the event. A hint is a second
 * line.
 */
export function formatEntry(entry: JournalEntry, colorize: Colorize): string {
  const { kind, status, hint } = entry
  const text = toVisible(entry.text)
  const time = colorize('dim', entry.at.slice(11, 23))
  if (status === undefined) return `${time}       ${kind === 'message' ? colorize('cyan', text) : text}`
  const decision = formatDecision(entry)
  const answer = colorize(colorOf(status), status === 0 ? 'no answer' : String(status))
  const line = `${time}  ${answer}  ${toVisible(`${entry.method} ${entry.path}`)}${decision && `  ${colorize('dim', decision)}`}`
  return hint === undefined ? line : `${line}\n${hintIndent}hint: ${toVisible(hint)}`
}

/** As wide as time and status. */
const hintIndent = ' '.repeat(19)

function colorOf(status: number): Color {
  return status >= 500 || status === 0 ? 'red' : status >= 400 ? 'yellow' : 'green'
}

/** The outcome or the error, with the rule, scenario or fault that decided it. */
function formatDecision({ decided }: JournalEntry): string {
  if (decided === undefined) return ''
  const { outcome, errorCode, rule, scenario, fault } = decided
  const parts = [outcome, errorCode && `error ${errorCode}`, rule && `rule ${rule}`, scenario, fault]
  return toVisible(parts.filter(Boolean).join(', '))
}
