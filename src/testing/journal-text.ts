import type { SandboxClient } from '../client/connect.js'
import { ConnectionError, ControlError } from '../client/errors.js'
import type { JournalEntry } from '../client/types.js'

/** The end of a sandbox's journal, oldest first, for the reader of a failed test; empty when nothing happened. */
export async function readJournalText(sandbox: SandboxClient, limit = 10): Promise<string> {
  try {
    const { entries } = await sandbox.journal.list({ limit, codes: 'shown' })
    if (entries.length === 0) return ''
    return `The last of what happened in sandbox "${sandbox.sandboxName}":\n${toEntryLines(entries.toReversed())}`
  } catch (error) {
    if (error instanceof ControlError || error instanceof ConnectionError)
      return `The journal of sandbox "${sandbox.sandboxName}" could not be read: ${error.message}`
    throw error
  }
}

/** A line each, with the time of day of the sandbox's clock. */
export function toEntryLines(entries: readonly JournalEntry[]): string {
  return entries.map(({ at, text }) => `  ${at.slice(11, 23)}  ${text}`).join('\n')
}
