import type { Verification } from './records.js'
import type { WebhookDelivery } from './webhook-records.js'

/**
 * Something that falls due at a time of the sandbox's clock. Whether it still applies is decided then: an accepted
 * verification does not expire.
 */
export type AgendaItem =
  | { readonly at: number; readonly kind: 'delivery' | 'expiry'; readonly about: Verification }
  | { readonly at: number; readonly kind: 'webhook'; readonly about: WebhookDelivery }

type Entry = AgendaItem & { readonly order: number }

/** A priority queue (binary heap) of due items, ordered by time, then by insertion. */
export class Agenda {
  readonly #heap: Entry[] = []
  #order = 0

  /** Unix milliseconds of the next item, or null. */
  get nextAt(): number | null {
    return this.#heap[0]?.at ?? null
  }

  get size(): number {
    return this.#heap.length
  }

  /** The items that are wanted, in the order in which they fall due. */
  list(isWanted: (item: AgendaItem) => boolean): readonly AgendaItem[] {
    return this.#heap.filter(isWanted).sort((a, b) => (isBefore(a, b) ? -1 : 1))
  }

  add(at: number, kind: 'webhook', about: WebhookDelivery): void
  add(at: number, kind: 'delivery' | 'expiry', about: Verification): void
  add(at: number, kind: AgendaItem['kind'], about: AgendaItem['about']): void {
    const heap = this.#heap
    const entry = { at, kind, about, order: this.#order++ } as Entry
    let index = heap.length
    heap.push(entry)
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (isBefore(heap[parent] as Entry, entry)) break
      heap[index] = heap[parent] as Entry
      index = parent
    }
    heap[index] = entry
  }

  /** Removes and returns the first item that is due at `moment`. */
  take(moment: number): AgendaItem | undefined {
    const heap = this.#heap
    const first = heap[0]
    if (first === undefined || first.at > moment) return undefined
    const last = heap.pop() as Entry
    if (heap.length > 0) this.#sink(last)
    return first
  }

  #sink(entry: Entry): void {
    const heap = this.#heap
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Entry, heap[child] as Entry)) child++
      if (isBefore(entry, heap[child] as Entry)) break
      heap[index] = heap[child] as Entry
      index = child
    }
    heap[index] = entry
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
