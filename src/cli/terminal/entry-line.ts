import type { JournalEntry } from '../../client/types.js'
import type { Paint } from './colours.js'

/** An entry of the journal in a line: when, what was answered to what, and what decided it; or what happened. */
export function toLine(entry: JournalEntry, paint: Paint): string {
  const { kind, status, method, path, text } = entry
  const time = paint('dim', entry.at.slice(11, 23))
  if (status === undefined) return `${time}       ${kind === 'message' ? paint('cyan', text) : text}`
  const decided = describeDecided(entry)
  const answer = paint(colourOf(status), status === 0 ? 'no answer' : String(status))
  return `${time}  ${answer}  ${method} ${path}${decided && `  ${paint('dim', decided)}`}`
}

function colourOf(status: number): 'green' | 'yellow' | 'red' {
  return status >= 500 || status === 0 ? 'red' : status >= 400 ? 'yellow' : 'green'
}

/** The outcome or the error, and by which rule, scenario or fault it came about. */
function describeDecided({ decided }: JournalEntry): string {
  if (decided === undefined) return ''
  const { outcome, errorCode, rule, scenario, fault } = decided
  return [outcome, errorCode && `error ${errorCode}`, rule && `rule ${rule}`, scenario, fault]
    .filter(Boolean)
    .join(', ')
}
