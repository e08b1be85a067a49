import { ExpiryRun, type UnreadExpiries } from './expiry-run.js'
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

/**
 * A priority queue of due items, ordered by time, then by insertion. Most expiries are added in the order in which they fall
 * due, and wait in a run; everything else is in a heap.
 */
export class Agenda {
  readonly #heap = new Heap<Entry>(isBefore)
  readonly #run = new ExpiryRun()
  #order = 0

  /** Unix milliseconds of the next item, or null. */
  get nextAt(): number | null {
    const first = this.#heap.first?.at ?? null
    const { firstAt } = this.#run
    return firstAt === undefined ? first : Math.min(firstAt, first ?? firstAt)
  }

  get size(): number {
    return this.#heap.size + this.#run.size
  }

  /** Yields the items in the order in which they fall due. The first few of many take little time. */
  *inOrder(): Generator<AgendaItem> {
    let index = 0
    for (const entry of this.#heap.inOrder()) {
      while (this.#isFirst(index, entry)) yield this.#expiry(index++)
      yield entry
    }
    while (index < this.#run.size) yield this.#expiry(index++)
  }

  /** Whether more than this number of items are due at `moment`. */
  isMoreDue(moment: number, count: number): boolean {
    const expiries = this.#run.countUntil(moment, count + 1)
    return expiries + this.#heap.countUntil(({ at }) => at <= moment, count + 1) > count
  }

  /**
   * Counts the items that still apply. No item is made for an expiry of the run: there may be a million.
   *
   * @param applies whether an item of the heap does
   * @param canExpire whether a verification of the run does; unread ones do
   */
  count(applies: (item: AgendaItem) => boolean, canExpire: (verification: Verification) => boolean): number {
    let count = this.#run.count(canExpire)
    for (const item of this.#heap.values()) if (applies(item)) count++
    return count
  }

  add(at: number, kind: 'webhook', about: WebhookDelivery): void
  add(at: number, kind: 'delivery' | 'expiry', about: Verification): void
  add(at: number, kind: AgendaItem['kind'], about: AgendaItem['about']): void {
    const order = this.#order++
    if (kind === 'expiry' && this.#run.append(at, order, about as Verification)) return
    this.#heap.add({ at, kind, about, order } as Entry)
  }

  /** Begins with the expiries of verifications that are unread. */
  begin(unread: UnreadExpiries): void {
    this.#run.begin(unread)
  }

  /** Adds the expiry of the unread verification at a place. */
  addUnread(at: number, place: number): void {
    this.#run.addUnread(at, this.#order++, place)
  }

  /** Removes and returns the first item that is due at `moment`. */
  take(moment: number): AgendaItem | undefined {
    const { nextAt } = this
    if (nextAt === null || nextAt > moment) return undefined
    const { first } = this.#heap
    if (first !== undefined && !this.#isFirst(0, first)) return this.#heap.take()
    return { at: nextAt, kind: 'expiry', about: this.#run.take() }
  }

  #expiry(index: number): AgendaItem {
    return { at: this.#run.atOf(index) as number, kind: 'expiry', about: this.#run.verificationOf(index) }
  }

  /** Whether an item of the run, if there is one with this index, comes before an entry of the heap. */
  #isFirst(index: number, entry: Entry): boolean {
    const at = this.#run.atOf(index)
    return at !== undefined && (at < entry.at || (at === entry.at && this.#run.orderOf(index) < entry.order))
  }
}

type Order = { readonly at: number; readonly order: number }

function isBefore(a: Order, b: Order): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
