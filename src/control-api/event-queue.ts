import type { ServerSentEvent } from './operation.js'

/** The most that may wait for one reader. Characters of data. */
const mostUnread = 1024 * 1024

/** The most that is read at once. Characters of data. */
const mostAtOnce = 64 * 1024

/** The number of readers that are woken in one turn. Each then formats and sends what it reads. */
const inTurn = 10

/** What an event costs besides its data. Characters. */
const perEvent = 200

/** The event that stands for events that a reader has not read in time. It keeps the reader's last id. */
export function toOverflow(dropped: number, advice: string): ServerSentEvent {
  const events = dropped === 1 ? '1 event was' : `${dropped.toLocaleString('en-US')} events were`
  return {
    event: 'overflow',
    id: null,
    data: JSON.stringify({ dropped, detail: `${events} not read in time and dropped. ${advice}` }),
  }
}

const nothingRead = { start: -1, most: 0, end: 0, events: [] as readonly ServerSentEvent[], next: 0 }

/** Someone who reads a feed. */
interface FeedReader {
  /** The place in the feed of the next event to read. */
  readonly place: number
  wake(): void
}

/**
 * Events in order, for all who read them. An event is kept once, and its cost does not depend on the number of readers,
 * who are woken in later turns.
 */
export class EventFeed {
  #events: ServerSentEvent[] = []
  /** The number of events before those that are kept. */
  #gone = 0
  /** Of the kept events. */
  #size = 0
  #isToldLater = false
  /** What was read last. */
  #latest = nothingRead
  readonly #readers = new Set<FeedReader>()

  /** @param later calls back in a later turn, so that a reader is woken once for many events */
  constructor(private readonly later: (callback: () => void) => void) {}

  /** The place after the newest event. */
  get end(): number {
    return this.#gone + this.#events.length
  }

  /** Wakes a reader after events were pushed, until the returned function is called. */
  join(reader: FeedReader): () => void {
    this.#readers.add(reader)
    return () => this.#readers.delete(reader)
  }

  push(event: ServerSentEvent): void {
    this.#events.push(event)
    this.#size += sizeOf(event)
    // The newest event always stays, however long it is.
    let surplus = 0
    for (let size = this.#size; size > mostUnread && surplus < this.#events.length - 1; surplus++)
      size -= sizeOf(this.#events[surplus] as ServerSentEvent)
    this.#forget(surplus)
    if (this.#isToldLater) return
    this.#isToldLater = true
    this.later(() => this.#tell())
  }

  /**
   * The events from a place on, and how many before them are gone. Readers at the same place are given the same list.
   *
   * @param most characters of data
   */
  read(place: number, most: number): { dropped: number; events: readonly ServerSentEvent[]; next: number } {
    const start = Math.max(place, this.#gone)
    const latest = this.#latest
    if (latest.start === start && latest.most === most && latest.end === this.end)
      return { dropped: start - place, ...latest }
    const events: ServerSentEvent[] = []
    let next = start
    for (let size = 0; size < most && next < this.end; next++) {
      const event = this.#events[next - this.#gone] as ServerSentEvent
      size += sizeOf(event)
      events.push(event)
    }
    this.#latest = { start, most, end: this.end, events, next }
    return { dropped: start - place, events, next }
  }

  /** Wakes the readers, and forgets what all of them have read. */
  #tell(): void {
    let read = this.end
    for (const { place } of this.#readers) read = Math.min(read, place)
    this.#forget(read - this.#gone)
    this.#wakeSome(this.#readers.values(), this.end)
  }

  /** Wakes some readers, and the others in later turns. Those who were first are told again of what has come meanwhile. */
  #wakeSome(readers: IterableIterator<FeedReader>, told: number): void {
    for (let woken = 0; woken < inTurn; woken++) {
      const { done, value } = readers.next()
      if (done === true) {
        this.#isToldLater = this.end > told
        if (this.#isToldLater) this.later(() => this.#tell())
        return
      }
      value.wake()
    }
    this.later(() => this.#wakeSome(readers, told))
  }

  #forget(count: number): void {
    if (count <= 0) return
    for (let index = 0; index < count; index++) this.#size -= sizeOf(this.#events[index] as ServerSentEvent)
    this.#events = this.#events.slice(count)
    this.#gone += count
    this.#latest = nothingRead
  }
}

/** The events for one reader of a stream, in order. If too much waits, the oldest events give way to an `overflow`. */
export class EventQueue implements FeedReader {
  #place: number
  #replay: Iterable<ServerSentEvent> | AsyncIterable<ServerSentEvent> = []
  #wake = () => {}
  readonly #leave: () => void
  /** What is left to read after the end. */
  #rest: readonly ServerSentEvent[] | undefined

  /** @param advice what a reader can do about dropped events; a sentence */
  constructor(
    private readonly advice: string,
    private readonly feed: EventFeed,
  ) {
    this.#place = feed.end
    this.#leave = feed.join(this)
  }

  get place(): number {
    return this.#place
  }

  wake(): void {
    this.#wake()
  }

  /** Sets what is read before the events that are pushed. Each is created only when it is read. */
  replay(events: Iterable<ServerSentEvent> | AsyncIterable<ServerSentEvent>): void {
    this.#replay = events
  }

  push(event: ServerSentEvent): void {
    if (this.#rest === undefined) this.feed.push(event)
  }

  end(): void {
    if (this.#rest !== undefined) return
    this.#rest = this.#read(Number.POSITIVE_INFINITY)
    this.#leave()
    this.#wake()
  }

  /** Yields events as they are pushed, as many as wait and may be read at once, until the end. */
  async *readEvents(): AsyncGenerator<readonly ServerSentEvent[]> {
    for await (const event of this.#replay) yield [event]
    for (;;) {
      const rest = this.#rest
      const events = rest ?? this.#read(mostAtOnce)
      if (events.length > 0) yield events
      if (rest !== undefined) return
      if (events.length > 0) continue
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  #read(most: number): readonly ServerSentEvent[] {
    const { dropped, events, next } = this.feed.read(this.#place, most)
    this.#place = next
    return dropped > 0 ? [toOverflow(dropped, this.advice), ...events] : events
  }
}

const sizeOf = ({ data }: ServerSentEvent) => data.length + perEvent
