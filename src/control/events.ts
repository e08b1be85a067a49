import type { Numbered } from '../core/journal.js'
import type { Sandbox } from '../core/sandbox.js'
import { toJournalEntry } from '../wire/journal.js'
import { cursorAt, readCursor } from './cursor.js'
import type { ControlTable, ServerSentEvent } from './operation.js'
import { Problem } from './problem.js'
import { showsCodes } from './query.js'
import type { Waits } from './waits.js'

/** How far a reader may fall behind. */
const mostUnread = 1000

/** The longest that a timer takes. Milliseconds. */
const forEverMs = 2 ** 31 - 1

export const events: ControlTable<'StreamEvents'> = {
  StreamEvents: ({ sandbox, query, installation, signal }) => {
    if (installation.isClosing()) throw new Problem(503, 'Shutting down', 'The emulator is shutting down; nothing more will happen.')
    const shows = showsCodes(query)
    const after = query.since === undefined ? sandbox.journal.sequence : readCursor(sandbox, query.since, sandbox.journal.sequence)
    const queue = new EventQueue(({ sequence, entry }) => {
      const id = cursorAt(sandbox, sequence)
      return { event: entry.kind, id, data: JSON.stringify(toJournalEntry(entry, id, { showsCodes: shows })) }
    })
    for (const numbered of [...sandbox.journal.newestFirst(after)].reverse()) queue.push(numbered)
    return { events: stream(sandbox, queue, installation.waits, signal) }
  },
}

async function* stream(
  sandbox: Sandbox,
  queue: EventQueue,
  waits: Waits,
  signal: Parameters<Waits['wait']>[3],
): AsyncGenerator<ServerSentEvent> {
  const stopListening = sandbox.journal.listen((numbered) => queue.push(numbered))
  // Ends the stream when its reader goes, or the emulator closes.
  void waits.wait(sandbox, () => null, forEverMs, signal).then(() => queue.end())
  try {
    for (let next = await queue.next(); next !== null; next = await queue.next()) {
      yield next
      if (next.event === 'overflow') return
    }
  } finally {
    stopListening()
  }
}

/** What has happened and was not yet read, in order, and no more of it than is bearable. */
class EventQueue {
  readonly #unread: ServerSentEvent[] = []
  #wake = () => {}
  #hasEnded = false

  constructor(private readonly tell: (numbered: Numbered) => ServerSentEvent) {}

  push(numbered: Numbered): void {
    if (this.#hasEnded) return
    if (this.#unread.length >= mostUnread) {
      this.#unread.push({
        event: 'overflow',
        id: '',
        data: `${mostUnread} entries were not read in time; read on from your last id with since=`,
      })
      this.#hasEnded = true
    } else {
      this.#unread.push(this.tell(numbered))
    }
    this.#wake()
  }

  end(): void {
    this.#hasEnded = true
    this.#wake()
  }

  /** Waits for the next; null after the end. */
  async next(): Promise<ServerSentEvent | null> {
    while (this.#unread.length === 0) {
      if (this.#hasEnded) return null
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return this.#unread.shift() as ServerSentEvent
  }
}
