/** The neighbors of an item in a chain. */
export interface Linked<Item> {
  previous: Item | undefined
  next: Item | undefined
}

/**
 * A list whose items know their neighbors, so that adding one, and removing it from any place, takes neither memory nor
 * longer if there are many. An item is in one chain at most.
 */
export class Chain<Item extends Linked<Item>> {
  #first: Item | undefined
  #last: Item | undefined

  get first(): Item | undefined {
    return this.#first
  }

  has(item: Item): boolean {
    return item === this.#first || item.previous !== undefined
  }

  /** Adds an item at the end. */
  add(item: Item): void {
    const last = this.#last
    item.previous = last
    if (last === undefined) this.#first = item
    else last.next = item
    this.#last = item
  }

  /** Removes an item, if it is in the chain. */
  remove(item: Item): void {
    if (!this.has(item)) return
    const { previous, next } = item
    if (previous === undefined) this.#first = next
    else previous.next = next
    if (next === undefined) this.#last = previous
    else next.previous = previous
    item.previous = undefined
    item.next = undefined
  }

  /** Yields the items, oldest first. The chain must not change meanwhile. */
  *[Symbol.iterator](): Generator<Item> {
    for (let item = this.#first; item !== undefined; item = item.next) yield item
  }
}
