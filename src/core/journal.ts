import type { Entry } from './journal-entry.js'

/** An entry and its sequence, which counts from 1. */
export interface Numbered {
  readonly sequence: number
  readonly entry: Entry
}

/** The most recent entries of a sandbox, in a ring buffer. */
export class Journal {
  #ring: Entry[] = []
  readonly #listeners = new Set<(numbered: Numbered) => void>()
  #sequence = 0
  /** The sequence of the last entry that was cleared. */
  #cleared = 0

  /** Called when a listener leaves. */
  onLeave: (() => void) | undefined

  /** @param capacity the number of entries to keep; 0 keeps none */
  constructor(readonly capacity: number) {}

  /** The sequence of the newest entry; 0 before the first. */
  get sequence(): number {
    return this.#sequence
  }

  get size(): number {
    return this.#ring.length
  }

  /** The number of entries that were overwritten or never kept. */
  get dropped(): number {
    return this.#sequence - this.#cleared - this.#ring.length
  }

  /** Whether an entry would be kept or has a listener. If not, entries need not be created. */
  get isOn(): boolean {
    return this.capacity > 0 || this.#listeners.size > 0
  }

  get isListenedTo(): boolean {
    return this.#listeners.size > 0
  }

  add(entry: Entry): void {
    const sequence = ++this.#sequence
    if (this.capacity > 0) this.#ring[this.#placeOf(sequence)] = entry
    if (this.#listeners.size === 0) return
    const numbered = { sequence, entry }
    for (const listener of this.#listeners) listener(numbered)
  }

  /** Yields the kept entries after a place in the sequence, newest first. */
  *newestFirst(after = 0): Generator<Numbered> {
    const oldest = Math.max(this.#sequence - this.#ring.length, after)
    for (let sequence = this.#sequence; sequence > oldest; sequence--) {
      yield { sequence, entry: this.#ring[this.#placeOf(sequence)] as Entry }
    }
  }

  /** Yields the kept entries, oldest first. */
  *oldestFirst(): Generator<Numbered> {
    for (let sequence = this.#sequence - this.#ring.length + 1; sequence <= this.#sequence; sequence++) {
      yield { sequence, entry: this.#ring[this.#placeOf(sequence)] as Entry }
    }
  }

  /** The entries as they are now, however late they are read. */
  copy(): Pick<Journal, 'newestFirst' | 'oldestFirst'> {
    const copy = new Journal(this.capacity)
    copy.#ring = this.#ring.slice()
    copy.#sequence = this.#sequence
    copy.#cleared = this.#cleared
    return copy
  }

  /** The entry with a sequence, unless it was overwritten or cleared. */
  find(sequence: number): Entry | undefined {
    const isKept = sequence <= this.#sequence && sequence > this.#sequence - this.#ring.length
    return isKept ? this.#ring[this.#placeOf(sequence)] : undefined
  }

  /** Deletes all entries. The sequence continues, so that an older cursor still finds every later entry. */
  clear(): void {
    this.#ring.length = 0
    this.#cleared = this.#sequence
  }

  /** Deletes all entries and restarts the sequence at 1. Listeners stay subscribed. */
  restart(): void {
    this.#ring.length = 0
    this.#sequence = 0
    this.#cleared = 0
  }

  /** Calls the listener with every entry, as one object for all listeners, until the returned function is called. */
  listen(listener: (numbered: Numbered) => void): () => void {
    this.#listeners.add(listener)
    return () => {
      if (this.#listeners.delete(listener)) this.onLeave?.()
    }
  }

  #placeOf(sequence: number): number {
    return (sequence - this.#cleared - 1) % this.capacity
  }
}
