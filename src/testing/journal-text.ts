import type { SandboxClient } from '../client/connect.js'
import { ConnectionError, ControlError } from '../client/errors.js'
import type { JournalEntry } from '../client/types.js'

/** The last entries of a sandbox's journal, oldest first, for the output of a failed test; empty without entries. */
export async function readJournalText(sandbox: SandboxClient, limit = 10): Promise<string> {
  try {
    const { entries } = await sandbox.journal.list({ limit, codes: 'shown' })
    if (entries.length === 0) return ''
    return `Last events in sandbox "${sandbox.sandboxName}":\n${toEntryLines(entries.toReversed())}`
  } catch (error) {
    if (error instanceof ControlError || error instanceof ConnectionError)
      return `The journal of sandbox "${sandbox.sandboxName}" could not be read: ${error.message}`
    throw error
  }
}

/** One line per entry, with the time of day of the sandbox's clock, and a second one for a hint. */
export function toEntryLines(entries: readonly JournalEntry[]): string {
  return entries
    .flatMap(({ at, text, hint }) => [
      `  ${at.slice(11, 23)}  ${text}`,
      ...(hint ? [`${hintIndent}hint: ${hint}`] : []),
    ])
    .join('\n')
}

/** As wide as the time. */
const hintIndent = ' '.repeat(16)
