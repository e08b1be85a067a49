import { toJournalEntry } from '../wire/journal.js'
import { cursorAt, readCursor } from './cursor.js'
import type { ControlTable } from './operation.js'
import { showsCodes } from './query.js'
import { openStream } from './stream.js'

export const events: ControlTable<'StreamEvents', 'server' | 'longPolls'> = {
  StreamEvents: (request) => {
    const { sandbox, query } = request
    const { journal } = sandbox
    const shows = showsCodes(query)
    const after = query.since === undefined ? journal.sequence : readCursor(sandbox, query.since, journal.sequence)
    return {
      events: openStream(request, (queue) => {
        const push = ({ sequence, entry }: Parameters<Parameters<typeof journal.listen>[0]>[0]) => {
          const id = cursorAt(sandbox, sequence)
          queue.push({ event: entry.kind, id, data: JSON.stringify(toJournalEntry(entry, id, { showsCodes: shows })) })
        }
        for (const numbered of [...journal.newestFirst(after)].reverse()) push(numbered)
        return journal.listen(push)
      }),
    }
  },
}
