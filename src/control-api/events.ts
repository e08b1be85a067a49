import type { Numbered } from '../core/journal.js'
import type { Sandbox } from '../core/sandbox.js'
import type { ControlOperationId } from '../spec/control-operations.js'
import { listenToChanges, type SandboxChange } from './changes.js'
import { toClockAnswer } from './clock.js'
import { cursorAt, readCursor } from './cursor.js'
import { EventFeed, type EventQueue, toOverflow } from './event-queue.js'
import type { ControlRequest, ControlTable, ServerSentEvent } from './operation.js'
import { readWord, showsCodes } from './query.js'
import { createShowEntry, type ShowOptions } from './shown-entry.js'
import { openStream } from './stream.js'

type Needs = 'server' | 'longPolls' | 'turns' | 'monitoring' | 'onMaskedShape'
type StreamRequest = ControlRequest<'StreamEvents', Needs>

export const events: ControlTable<'StreamEvents', Needs> = {
  StreamEvents: (request) => {
    const { sandbox, query, onMaskedShape } = request
    const options = { showsCodes: showsCodes(query), onMaskedShape }
    const hasDetails = readWord(query, 'details', ['true', 'false']) === 'true'
    if (readWord(query, 'timings', ['true', 'false']) === 'true') request.monitoring.durations.start()
    const { after, isResumed } = findPlace(request)
    const feed = feedOf(request, hasDetails, options)
    const begin = (queue: EventQueue) => {
      const first = hasDetails ? [toReady(request, isResumed)] : []
      queue.replay(replay(sandbox, after, first, (numbered) => toEvent(sandbox, numbered, options)))
      return feed.open()
    }
    return { events: openStream(request, advice, begin, feed) }
  },
}

function toEvent(sandbox: Sandbox, numbered: Numbered, options: ShowOptions): ServerSentEvent {
  const shown = createShowEntry(sandbox, options)(numbered)
  return { event: shown.kind, id: shown.cursor, data: JSON.stringify(shown) }
}

/** The events of a sandbox for all readers who asked for the same: each is formatted once, however many there are. */
class SandboxFeed extends EventFeed {
  readonly #open = new Set<object>()
  #stops: readonly (() => void)[] = []

  /** @param listen starts to fill the feed @param onEmpty called when the last reader has left */
  constructor(
    later: (callback: () => void) => void,
    private readonly listen: (push: (event: ServerSentEvent) => void) => readonly (() => void)[],
    private readonly onEmpty: () => void,
  ) {
    super(later)
  }

  /** Fills the feed until each reader has called the returned function, be it once or more often. */
  open(): () => void {
    const reader = {}
    if (this.#open.size === 0) this.#stops = this.listen((event) => this.push(event))
    this.#open.add(reader)
    return () => {
      if (!this.#open.delete(reader) || this.#open.size > 0) return
      for (const stop of this.#stops) stop()
      this.onEmpty()
    }
  }
}

const feedsOf = new WeakMap<Sandbox, Map<string, SandboxFeed>>()

function feedOf({ sandbox, turns }: StreamRequest, hasDetails: boolean, options: ShowOptions): SandboxFeed {
  const feeds = feedsOf.get(sandbox) ?? new Map<string, SandboxFeed>()
  feedsOf.set(sandbox, feeds)
  const kind = `${hasDetails} ${options.showsCodes}`
  let feed = feeds.get(kind)
  if (feed === undefined) {
    const listen = (push: (event: ServerSentEvent) => void) => {
      const stop = sandbox.journal.listen((numbered) => push(toEvent(sandbox, numbered, options)))
      return hasDetails ? [stop, listenToChanges(sandbox, (change) => push(toChangeEvent(sandbox, change)))] : [stop]
    }
    feed = new SandboxFeed(
      (callback) => turns.later(callback),
      listen,
      () => feeds.delete(kind),
    )
    feeds.set(kind, feed)
  }
  return feed
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
    data: JSON.stringify({ cursor, resumed: isResumed, boot: server.bootId, ...(server.isReplay && { replay: true }) }),
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

/** Tells of what a control operation changes beside the journal. */
function toChangeEvent(sandbox: Sandbox, { operation }: SandboxChange): ServerSentEvent {
  if (clockOperations.includes(operation))
    return { event: 'clock', id: null, data: JSON.stringify(toClockAnswer(sandbox)) }
  if (renewingOperations.includes(operation))
    return { event: 'reset', id: cursorAt(sandbox, sandbox.journal.sequence), data: '{}' }
  return { event: 'change', id: null, data: JSON.stringify({ operation }) }
}
