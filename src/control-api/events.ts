import type { Numbered } from '../core/journal.js'
import type { Sandbox } from '../core/sandbox.js'
import type { ControlOperationId } from '../spec/operations.js'
import { toJournalEntry } from '../wire/journal.js'
import { listenToChanges } from './changes.js'
import { toClockAnswer } from './clock.js'
import { cursorAt, readCursor } from './cursor.js'
import type { EventQueue } from './event-queue.js'
import type { ControlRequest, ControlTable, ServerSentEvent } from './operation.js'
import { readWord, showsCodes } from './query.js'
import { openStream } from './stream.js'

type StreamRequest = ControlRequest<'StreamEvents', 'server' | 'longPolls'>

export const events: ControlTable<'StreamEvents', 'server' | 'longPolls'> = {
  StreamEvents: (request) => {
    const { sandbox, query } = request
    const { journal } = sandbox
    const shows = showsCodes(query)
    const hasDetails = readWord(query, 'details', ['true', 'false']) === 'true'
    const { after, isResumed } = findPlace(request)
    return {
      events: openStream(request, (queue) => {
        if (hasDetails) queue.push(toReady(request, isResumed))
        const push = ({ sequence, entry }: Numbered) => {
          const id = cursorAt(sandbox, sequence)
          queue.push({ event: entry.kind, id, data: JSON.stringify(toJournalEntry(entry, id, { showsCodes: shows })) })
        }
        for (const numbered of [...journal.newestFirst(after)].reverse()) push(numbered)
        const stops = [journal.listen(push), hasDetails && pushChanges(sandbox, queue)]
        return () => {
          for (const stop of stops) if (stop !== false) stop()
        }
      }),
    }
  },
}

/** Where a reader goes on, and whether it has missed nothing. A browser's own cursor, sent when it reconnects, wins. */
function findPlace({ sandbox, query, server, lastEventId }: StreamRequest) {
  const { journal } = sandbox
  const since = lastEventId ?? query.since
  if (since === undefined) return { after: journal.sequence, isResumed: false }
  const known = readCursor(sandbox, since, journal.sequence)
  const isOfThisProcess = query.boot === undefined || query.boot === server.bootId
  const after = isOfThisProcess ? known : 0
  return { after, isResumed: cursorAt(sandbox, after) === since && after >= journal.sequence - journal.size }
}

/** The first event: whether the reader can go on from what it has, or must read everything again. */
function toReady({ sandbox, server }: StreamRequest, isResumed: boolean): ServerSentEvent {
  const cursor = cursorAt(sandbox, sandbox.journal.sequence)
  return {
    event: 'ready',
    id: null,
    data: JSON.stringify({ cursor, resumed: isResumed, boot: server.bootId }),
  }
}

const clockOperations: readonly ControlOperationId[] = [
  'AdvanceClock',
  'AdvanceClockToNext',
  'SetClock',
  'FreezeClock',
  'ResumeClock',
]
const renewingOperations: readonly ControlOperationId[] = [
  'ResetSandbox',
  'RestoreSnapshot',
  'AddRecords',
  'DeleteSandbox',
]

/** Tells of what control operations change beside the journal. */
function pushChanges(sandbox: Sandbox, queue: EventQueue): () => void {
  return listenToChanges(sandbox, (operation) => {
    if (clockOperations.includes(operation)) {
      queue.push({ event: 'clock', id: null, data: JSON.stringify(toClockAnswer(sandbox)) })
    } else if (renewingOperations.includes(operation)) {
      queue.push({ event: 'reset', id: cursorAt(sandbox, sandbox.journal.sequence), data: '{}' })
    } else {
      queue.push({ event: 'change', id: null, data: JSON.stringify({ operation }) })
    }
  })
}
