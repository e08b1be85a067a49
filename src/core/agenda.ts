import { Heap } from './heap.js'
import { shareTimes, type Verification } from './records.js'
import type { WebhookDelivery } from './webhook-records.js'

/**
 * Something that falls due at a time of the sandbox's clock. Whether it still applies is decided then: an accepted
 * verification does not expire.
 */
export type AgendaItem =
  | { readonly at: number; readonly kind: 'delivery' | 'expiry'; readonly about: Verification }
  | { readonly at: number; readonly kind: 'webhook'; readonly about: WebhookDelivery }

type Entry = AgendaItem & { readonly order: number }

shareTimes({ at: undefined as never, kind: 'expiry', about: undefined as never, order: 0 } satisfies Entry)

/** A priority queue of due items, ordered by time, then by insertion. */
export class Agenda {
  readonly #heap = new Heap<Entry>(isBefore)
  #order = 0

  /** Unix milliseconds of the next item, or null. */
  get nextAt(): number | null {
    return this.#heap.first?.at ?? null
  }

  get size(): number {
    return this.#heap.size
  }

  /** Yields the items in the order in which they fall due. The first few of many take little time. */
  inOrder(): Generator<AgendaItem> {
    return this.#heap.inOrder()
  }

  /** Whether more than this number of items are due at `moment`. */
  isMoreDue(moment: number, count: number): boolean {
    return this.#heap.countUntil(({ at }) => at <= moment, count + 1) > count
  }

  /** Yields the items in any order. */
  values(): IterableIterator<AgendaItem> {
    return this.#heap.values()
  }

  add(at: number, kind: 'webhook', about: WebhookDelivery): void
  add(at: number, kind: 'delivery' | 'expiry', about: Verification): void
  add(at: number, kind: AgendaItem['kind'], about: AgendaItem['about']): void {
    this.#heap.add({ at, kind, about, order: this.#order++ } as Entry)
  }

  /** Removes and returns the first item that is due at `moment`. */
  take(moment: number): AgendaItem | undefined {
    const { first } = this.#heap
    return first === undefined || first.at > moment ? undefined : this.#heap.take()
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
