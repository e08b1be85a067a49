import { ShardedMap } from './sharded-map.js'

/** Records that are found by ID, and kept in the order in which they were added. There can be millions. */
export class RecordList<Item extends { readonly id: string }> {
  readonly #items: Item[] = []
  readonly #byId = new ShardedMap<Item>()

  get size(): number {
    return this.#items.length
  }

  get newest(): Item | undefined {
    return this.#items.at(-1)
  }

  get(id: string): Item | undefined {
    return this.#byId.get(id)
  }

  has(id: string): boolean {
    return this.#byId.has(id)
  }

  /** Adds a record. One with an ID that exists takes the place of the other. */
  add(item: Item): void {
    // The size tells whether the ID is new, so that each record is looked up once.
    this.#byId.set(item.id, item)
    if (this.#byId.size > this.#items.length) this.#items.push(item)
    else this.#items[this.#items.findIndex(({ id }) => id === item.id)] = item
  }

  /** The records in their order. */
  values(): IterableIterator<Item> {
    return this.#items.values()
  }
}
