import type { RequestEntry } from '../core/journal-entry.js'
import type { Sandbox } from '../core/sandbox.js'
import { toJournalEntry } from '../wire/journal.js'

/** The number of entries that are looked at: a request that 10,000 others have followed explains nothing. */
const mostSeen = 10_000

/**
 * The request that most likely should have sent a message, if it was refused, with its hint: a sentence for someone who
 * waits for the message in vain. Empty if the last send was carried out.
 *
 * @param phoneNumber only requests about this number, or about none
 */
export function formatRefused(sandbox: Sandbox, phoneNumber: string | null = null): string {
  const { journal } = sandbox
  for (const { entry } of journal.newestFirst(journal.sequence - mostSeen)) {
    if (entry.kind !== 'request') continue
    const isAbout = phoneNumber === null || entry.facts.phoneNumber === null || entry.facts.phoneNumber === phoneNumber
    if (!isAbout || !sends(entry)) continue
    if (entry.status < 400) return '' // a later one was carried out
    const { text, hint } = toJournalEntry(entry, '')
    return ` The last request to send one was refused: ${text}${hint === undefined ? '' : `: ${hint}`}.`
  }
  return ''
}

/** Whether a request was meant to send a message: a create, or a POST to a path that does not exist. */
function sends({ facts, method, path }: RequestEntry): boolean {
  if (facts.operation === null) return method === 'POST' && !path.includes('/actions/')
  return /^Create(\w*Verification\w*|VerifiedNumber)$/.test(facts.operation)
}
