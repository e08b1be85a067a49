import type { Verification } from './records.js'

/** A due item of a verification that is unread. */
export interface UnreadExpiry {
  readonly at: number
  readonly order: number
  readonly place: number
}

/** The expiries of unread verifications in the order in which they fall due: three numbers each, and no object. */
export class ExpiryRun {
  #ats: number[] = []
  #orders: number[] = []
  #places: number[] = []
  #next = 0
  #isSorted = true

  constructor(
    /** Returns the verification at a place, which is then read. */
    readonly read: (place: number) => Verification,
    /** Whether the verification at a place was not read yet, and so is still pending. */
    readonly isUnread: (place: number) => boolean,
  ) {}

  get size(): number {
    return this.#ats.length - this.#next
  }

  add(at: number, order: number, place: number): void {
    this.#isSorted &&= at >= (this.#ats.at(-1) ?? at)
    this.#ats.push(at)
    this.#orders.push(order)
    this.#places.push(place)
  }

  /** The item with this number among those that were not taken, soonest first. */
  at(index: number): UnreadExpiry | undefined {
    if (!this.#isSorted) this.#sort()
    const found = this.#next + index
    const place = this.#places[found]
    if (place === undefined) return undefined
    return { at: this.#ats[found] as number, order: this.#orders[found] as number, place }
  }

  /** Removes the first item. */
  skip(): void {
    this.#next++
  }

  /** The number of items that are due at a moment, up to a maximum. */
  countUntil(moment: number, most: number): number {
    if (!this.#isSorted) this.#sort()
    let count = 0
    while (count < most && (this.#ats[this.#next + count] ?? Number.POSITIVE_INFINITY) <= moment) count++
    return count
  }

  #sort(): void {
    const [ats, orders, places] = [this.#ats, this.#orders, this.#places]
    const order = ats.map((_, index) => index).sort((a, b) => (ats[a] as number) - (ats[b] as number) || a - b)
    this.#ats = order.map((index) => ats[index] as number)
    this.#orders = order.map((index) => orders[index] as number)
    this.#places = order.map((index) => places[index] as number)
    this.#isSorted = true
  }
}
