/** A binary heap: the first item by an order is found at once, and added or taken in logarithmic time. */
export class Heap<Item> {
  readonly #items: Item[] = []

  constructor(private readonly isBefore: (a: Item, b: Item) => boolean) {}

  get size(): number {
    return this.#items.length
  }

  get first(): Item | undefined {
    return this.#items[0]
  }

  add(item: Item): void {
    this.#items.push(item)
    this.#rise(item, this.#items.length - 1)
  }

  /** Removes and returns the first item. */
  take(): Item | undefined {
    const items = this.#items
    const first = items[0]
    const last = items.pop() as Item
    if (items.length > 0) this.#rise(last, this.#freePlace())
    return first
  }

  /** Yields the items in their order, for the first few of many: each costs logarithmic time. */
  *inOrder(): Generator<Item> {
    const items = this.#items
    const next = new Heap<number>((a, b) => this.isBefore(items[a] as Item, items[b] as Item))
    if (items.length > 0) next.add(0)
    for (let index = next.take(); index !== undefined; index = next.take()) {
      yield items[index] as Item
      for (const child of [2 * index + 1, 2 * index + 2]) if (child < items.length) next.add(child)
    }
  }

  /**
   * Counts the first items that fit, up to a maximum.
   *
   * @param fits holds for an item only if it holds for all before it
   */
  countUntil(fits: (item: Item) => boolean, most: number): number {
    const places = [0]
    let count = 0
    for (let index = places.pop(); index !== undefined && count < most; index = places.pop()) {
      const item = this.#items[index]
      if (item === undefined || !fits(item)) continue
      count++
      places.push(2 * index + 1, 2 * index + 2)
    }
    return count
  }

  /** Yields the items in any order. */
  values(): IterableIterator<Item> {
    return this.#items.values()
  }

  /** Puts an item in a free place at the bottom, or in that of the first one above it that does not come before it. */
  #rise(item: Item, place: number): void {
    const items = this.#items
    let index = place
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (this.isBefore(items[parent] as Item, item)) break
      items[index] = items[parent] as Item
      index = parent
    }
    items[index] = item
  }

  /**
   * Moves the free place of the first item to the bottom. The last item, which fills it, mostly belongs there: to compare it
   * on the way down would take twice as long.
   */
  #freePlace(): number {
    const items = this.#items
    let index = 0
    for (let child = 1; child < items.length; child = 2 * index + 1) {
      if (child + 1 < items.length && this.isBefore(items[child + 1] as Item, items[child] as Item)) child++
      items[index] = items[child] as Item
      index = child
    }
    return index
  }
}
