/** The items of a part. */
const partLength = 1024

/**
 * A queue. Taking the first item of a long array moves all others; this takes the same time however many wait. It is made of
 * short arrays, so that it never moves all items when it grows either.
 *
 * @example
 * ```ts
 * const queue = new Fifo<string>()
 * queue.push('first')
 * queue.take() // 'first'
 * ```
 */
export class Fifo<Item> {
  /** All but the last are full. */
  #parts: (Item | undefined)[][] = []
  /** The place of the first item in the first part; those before it were taken. */
  #first = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  push(item: Item): void {
    const last = this.#parts[this.#parts.length - 1]
    if (last === undefined || last.length === partLength) this.#parts.push([item])
    else last.push(item)
    this.#size++
  }

  /** Removes and returns the oldest item; undefined if the queue is empty. */
  take(): Item | undefined {
    const part = this.#parts[0]
    if (part === undefined) return undefined
    const item = part[this.#first]
    part[this.#first++] = undefined // it must not be kept in memory
    this.#size--
    if (this.#first === part.length) {
      this.#parts.shift()
      this.#first = 0
    }
    return item
  }

  /** The item with an index from 0, oldest first; undefined beyond the last. */
  at(index: number): Item | undefined {
    const place = this.#first + index
    return this.#parts[Math.floor(place / partLength)]?.[place % partLength]
  }

  clear(): void {
    this.#parts = []
    this.#first = 0
    this.#size = 0
  }

  /** Yields the items, oldest first. */
  *[Symbol.iterator](): Generator<Item> {
    let index = this.#first
    for (const part of this.#parts) {
      for (; index < part.length; index++) yield part[index] as Item
      index = 0
    }
  }
}
