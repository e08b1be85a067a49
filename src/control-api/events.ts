import type { Numbered } from '../core/journal.js'
import type { Sandbox } from '../core/sandbox.js'
import type { ControlOperationId } from '../spec/operations.js'
import { toJournalEntry } from '../wire/journal.js'
import { listenToChanges } from './changes.js'
import { toClockAnswer } from './clock.js'
import { cursorAt, readCursor } from './cursor.js'
import { type EventQueue, toOverflow } from './event-queue.js'
import type { ControlRequest, ControlTable, ServerSentEvent } from './operation.js'
import { readWord, showsCodes } from './query.js'
import { openStream } from './stream.js'

type StreamRequest = ControlRequest<'StreamEvents', 'server' | 'longPolls' | 'monitoring'>

export const events: ControlTable<'StreamEvents', 'server' | 'longPolls' | 'monitoring'> = {
  StreamEvents: (request) => {
    const { sandbox, query } = request
    const { journal } = sandbox
    const shows = showsCodes(query)
    const hasDetails = readWord(query, 'details', ['true', 'false']) === 'true'
    if (readWord(query, 'timings', ['true', 'false']) === 'true') request.monitoring.durations.start()
    const { after, isResumed } = findPlace(request)
    return {
      events: openStream(request, advice, (queue) => {
        const toEvent = ({ sequence, entry }: Numbered): ServerSentEvent => {
          const id = cursorAt(sandbox, sequence)
          return { event: entry.kind, id, data: JSON.stringify(toJournalEntry(entry, id, { showsCodes: shows })) }
        }
        const first = hasDetails ? [toReady(request, isResumed)] : []
        queue.replay(replay(sandbox, after, first, toEvent))
        const push = (numbered: Numbered) => queue.push(toEvent(numbered))
        const stops = [journal.listen(push), hasDetails && pushChanges(sandbox, queue)]
        return () => {
          for (const stop of stops) if (stop !== false) stop()
        }
      }),
    }
  },
}

const advice = 'To read those that the journal still has, reconnect with since= and your last id.'

/**
 * The first events, and the entries after a place in the journal up to now. An entry is looked up when it is read, so
 * that a slow reader holds nothing; one that the journal has dropped meanwhile is counted.
 */
function replay(
  sandbox: Sandbox,
  after: number,
  first: readonly ServerSentEvent[],
  toEvent: (numbered: Numbered) => ServerSentEvent,
): Iterable<ServerSentEvent> {
  const { journal, generation } = sandbox
  const { sequence: last, size } = journal
  const begin = Math.max(after, last - size) + 1 // what was gone before is told by `resumed`
  return {
    *[Symbol.iterator]() {
      yield* first
      let dropped = 0
      for (let sequence = begin; sequence <= last; sequence++) {
        const entry = sandbox.generation === generation ? journal.find(sequence) : undefined
        if (entry === undefined) {
          dropped++
          continue
        }
        if (dropped > 0) yield toOverflow(dropped, advice)
        dropped = 0
        yield toEvent({ sequence, entry })
      }
      if (dropped > 0) yield toOverflow(dropped, advice)
    },
  }
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
