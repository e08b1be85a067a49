import { Fifo } from './fifo.js'
import type { Verification } from './records.js'

/** What is known of verifications that are unread. */
export interface UnreadExpiries {
  /** Returns the verification at a place, which is then read. */
  readonly read: (place: number) => Verification
  /** Whether the verification at a place was not read yet, and so is still pending. */
  readonly isUnread: (place: number) => boolean
}

/**
 * Expiries in the order in which they fall due: those of unread verifications, and those that are added at the end, which
 * most are. Each is two numbers and a reference, and no object.
 */
export class ExpiryRun {
  #ats = new Fifo<number>()
  #orders = new Fifo<number>()
  /** The verifications; places of those that are unread. */
  #whats = new Fifo<Verification | number>()
  #lastAt = Number.NEGATIVE_INFINITY
  #isSorted = true
  #unread: UnreadExpiries | undefined

  get size(): number {
    return this.#ats.size
  }

  /** The time of the first one; undefined without any. Unix milliseconds. */
  get firstAt(): number | undefined {
    return this.atOf(0)
  }

  begin(unread: UnreadExpiries): void {
    this.#unread = unread
  }

  /** Adds the expiry of the unread verification at a place, in any order. */
  addUnread(at: number, order: number, place: number): void {
    this.#isSorted &&= at >= this.#lastAt
    this.#push(at, order, place)
  }

  /** Adds an expiry at the end. @returns false if it belongs before another one */
  append(at: number, order: number, verification: Verification): boolean {
    this.#sort()
    if (at < this.#lastAt) return false
    this.#push(at, order, verification)
    return true
  }

  #push(at: number, order: number, what: Verification | number): void {
    this.#ats.push(at)
    this.#orders.push(order)
    this.#whats.push(what)
    this.#lastAt = at
  }

  /** The time of the item with this number, soonest first; undefined beyond the last. */
  atOf(index: number): number | undefined {
    this.#sort()
    return this.#ats.at(index)
  }

  /** The order of insertion of the item with this number. */
  orderOf(index: number): number {
    return this.#orders.at(index) as number
  }

  /** The verification of the item with this number; one that is unread is then read. */
  verificationOf(index: number): Verification {
    return this.#read(this.#whats.at(index) as Verification | number)
  }

  /** Counts the verifications that fit; unread ones do. */
  count(fits: (verification: Verification) => boolean): number {
    let count = 0
    for (const what of this.#whats) {
      const isUnread = typeof what === 'number' && this.#unread?.isUnread(what) === true
      if (isUnread || fits(this.#read(what))) count++
    }
    return count
  }

  /** Removes the first item, of which there must be one. @returns its verification */
  take(): Verification {
    this.#sort()
    this.#ats.take()
    this.#orders.take()
    const verification = this.#read(this.#whats.take() as Verification | number)
    if (this.size === 0) this.#lastAt = Number.NEGATIVE_INFINITY
    return verification
  }

  /** The number of items that are due at a moment, up to a maximum. */
  countUntil(moment: number, most: number): number {
    let count = 0
    while (count < most && (this.atOf(count) ?? Number.POSITIVE_INFINITY) <= moment) count++
    return count
  }

  #read(what: Verification | number): Verification {
    return typeof what === 'number' ? (this.#unread as UnreadExpiries).read(what) : what
  }

  /** Sorts what was added in any order. */
  #sort(): void {
    if (this.#isSorted) return
    const [ats, orders, whats] = [[...this.#ats], [...this.#orders], [...this.#whats]]
    const order = ats.map((_, index) => index).sort((a, b) => (ats[a] as number) - (ats[b] as number) || a - b)
    for (const list of [this.#ats, this.#orders, this.#whats]) list.clear()
    for (const index of order)
      this.#push(ats[index] as number, orders[index] as number, whats[index] as Verification | number)
    this.#isSorted = true
  }
}
