/**
 * A queue. Taking the first item of a long array moves all others; this takes the same time however many wait.
 *
 * @example
 * ```ts
 * const queue = new Fifo<string>()
 * queue.push('first')
 * queue.take() // 'first'
 * ```
 */
export class Fifo<Item> {
  #items: (Item | undefined)[] = []
  /** The place of the first item; those before it were taken. */
  #first = 0

  get size(): number {
    return this.#items.length - this.#first
  }

  push(item: Item): void {
    this.#items.push(item)
  }

  /** Removes and returns the oldest item; undefined if the queue is empty. */
  take(): Item | undefined {
    if (this.size === 0) return undefined
    const item = this.#items[this.#first]
    this.#items[this.#first++] = undefined // it must not be kept in memory
    if (this.#first === this.#items.length) this.clear()
    else if (this.#first >= 1024 && this.#first * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#first)
      this.#first = 0
    }
    return item
  }

  clear(): void {
    this.#items = []
    this.#first = 0
  }

  /** Yields the items, oldest first. */
  *[Symbol.iterator](): Generator<Item> {
    for (let index = this.#first; index < this.#items.length; index++) yield this.#items[index] as Item
  }
}
