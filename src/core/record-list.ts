import { LongList } from './long-list.js'
import { ShardedMap } from './sharded-map.js'

/** Records that are stored and read when they are first needed, by their place in the list. */
export interface UnreadRecords<Item> {
  readonly size: number
  /** The place of an ID; -1 if it is none of theirs. */
  find(id: string): number
  /** Makes the record, which belongs to nothing yet; the caller sees to it that this is done once. */
  read(place: number): Item
}

/** Records that are found by ID, and kept in the order in which they were added. There can be millions. */
export class RecordList<Item extends { readonly id: string }> {
  /** Undefined for those that are unread. */
  readonly #items = new LongList<Item | undefined>()
  readonly #byId = new ShardedMap<Item>()
  #unread: UnreadRecords<Item> | undefined
  #load: (place: number) => void = () => {}

  get size(): number {
    return this.#items.length
  }

  get newest(): Item | undefined {
    return this.size === 0 ? undefined : this.at(this.size - 1)
  }

  get(id: string): Item | undefined {
    return this.#byId.get(id)
  }

  has(id: string): boolean {
    return this.#byId.has(id)
  }

  /** Adds a record. One with an ID that exists takes the place of the other. */
  add(item: Item): void {
    if (this.#unread !== undefined) this.get(item.id)
    const known = this.#byId.size
    // The size tells whether the ID is new, so that each record is looked up once.
    this.#byId.set(item.id, item)
    if (this.#byId.size > known) this.#items.push(item)
    else this.#items.set(this.#placeOf(item.id), item)
  }

  /**
   * Begins an empty list with records that are unread.
   *
   * @param load reads a place, and puts the record there
   */
  begin(unread: UnreadRecords<Item>, load: (place: number) => void): void {
    this.#unread = unread
    for (let place = 0; place < unread.size; place++) this.#items.push(undefined)
    this.#load = load
    this.#byId.whenMissing = (id) => {
      const place = unread.find(id)
      return place < 0 ? undefined : this.at(place)
    }
  }

  #placeOf(id: string): number {
    for (let place = 0; ; place++) if (this.#items.at(place)?.id === id) return place
  }

  /** Whether the record at a place is still unread. */
  isUnread(place: number): boolean {
    return this.#items.at(place) === undefined
  }

  /** Puts a record that was read in its place. */
  put(place: number, item: Item): void {
    this.#items.set(place, item)
    this.#byId.set(item.id, item)
  }

  /** The record at a place, from 0. */
  at(place: number): Item {
    if (this.#items.at(place) === undefined) this.#load(place)
    return this.#items.at(place) as Item
  }

  /** The records in their order. */
  *values(): Generator<Item> {
    for (let place = 0; place < this.#items.length; place++) yield this.at(place)
  }

  /** The records in their order, only to be looked at: of those that are unread it yields copies, and keeps none. */
  *copies(): Generator<Item> {
    for (let place = 0; place < this.#items.length; place++)
      yield this.#items.at(place) ?? (this.#unread as UnreadRecords<Item>).read(place)
  }
}
