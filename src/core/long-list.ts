/** The items of a part: a power of two, whose array is young garbage like any other when it grows. */
const bits = 10
const mask = (1 << bits) - 1

/**
 * A list that can have millions of items. An array that grows moves all of its items, and the garbage collector looks at each
 * of them again; this list is made of short arrays.
 *
 * @example
 * ```ts
 * const list = new LongList<string>()
 * list.push('first')
 * list.at(0) // 'first'
 * ```
 */
export class LongList<Item> {
  readonly #parts: Item[][] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  push(item: Item): void {
    const index = this.#length++
    if ((index & mask) === 0) this.#parts.push([item])
    else (this.#parts[index >>> bits] as Item[]).push(item)
  }

  /** The item with an index from 0 to below the length. */
  at(index: number): Item {
    return (this.#parts[index >>> bits] as Item[])[index & mask] as Item
  }

  /** Replaces the item with an index from 0 to below the length. */
  set(index: number, item: Item): void {
    ;(this.#parts[index >>> bits] as Item[])[index & mask] = item
  }

  /** Yields the items in their order. */
  *[Symbol.iterator](): Generator<Item> {
    for (const part of this.#parts) yield* part
  }
}
