import type { ExpiryRun, UnreadExpiry } from './expiry-run.js'
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
  /** The expiries of unread verifications, besides the heap. */
  #run: ExpiryRun | undefined

  /** Unix milliseconds of the next item, or null. */
  get nextAt(): number | null {
    const first = this.#heap.first?.at ?? null
    const unread = this.#run?.at(0)?.at
    return unread === undefined ? first : Math.min(unread, first ?? unread)
  }

  get size(): number {
    return this.#heap.size + (this.#run?.size ?? 0)
  }

  /** Yields the items in the order in which they fall due. The first few of many take little time. */
  *inOrder(): Generator<AgendaItem> {
    let index = 0
    for (const entry of this.#heap.inOrder()) {
      for (let unread = this.#run?.at(index); isFirst(unread, entry); unread = this.#run?.at(++index))
        yield this.#toItem(unread)
      yield entry
    }
    for (let unread = this.#run?.at(index); unread !== undefined; unread = this.#run?.at(++index))
      yield this.#toItem(unread)
  }

  /** Whether more than this number of items are due at `moment`. */
  isMoreDue(moment: number, count: number): boolean {
    const unread = this.#run?.countUntil(moment, count + 1) ?? 0
    return unread + this.#heap.countUntil(({ at }) => at <= moment, count + 1) > count
  }

  /** Counts the items that fit; those of unread verifications do. */
  count(fits: (item: AgendaItem) => boolean): number {
    let count = 0
    for (const item of this.#heap.values()) if (fits(item)) count++
    for (let index = 0; index < (this.#run?.size ?? 0); index++) {
      const unread = this.#run?.at(index) as UnreadExpiry
      if (this.#run?.isUnread(unread.place) || fits(this.#toItem(unread))) count++
    }
    return count
  }

  add(at: number, kind: 'webhook', about: WebhookDelivery): void
  add(at: number, kind: 'delivery' | 'expiry', about: Verification): void
  add(at: number, kind: AgendaItem['kind'], about: AgendaItem['about']): void {
    this.#heap.add({ at, kind, about, order: this.#order++ } as Entry)
  }

  /** Begins with the expiries of verifications that are unread. */
  begin(run: ExpiryRun): void {
    this.#run = run
  }

  /** Adds the expiry of the unread verification at a place. */
  addUnread(at: number, place: number): void {
    this.#run?.add(at, this.#order++, place)
  }

  /** Removes and returns the first item that is due at `moment`. */
  take(moment: number): AgendaItem | undefined {
    const { first } = this.#heap
    if (this.#run !== undefined) {
      const unread = this.#run.at(0)
      if (unread === undefined) this.#run = undefined
      else if (first === undefined || isFirst(unread, first)) {
        if (unread.at > moment) return undefined
        this.#run.skip()
        return this.#toItem(unread)
      }
    }
    return first === undefined || first.at > moment ? undefined : this.#heap.take()
  }

  #toItem({ at, place }: UnreadExpiry): AgendaItem {
    return { at, kind: 'expiry', about: (this.#run as ExpiryRun).read(place) }
  }
}

type Order = { readonly at: number; readonly order: number }

function isBefore(a: Order, b: Order): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}

const isFirst = (unread: UnreadExpiry | undefined, entry: Entry): unread is UnreadExpiry =>
  unread !== undefined && isBefore(unread, entry)
