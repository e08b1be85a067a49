import { LongList } from './long-list.js'
import { hashKey, TextTable } from './text-table.js'

/** A table with more entries is split, so that growing never moves all of them at once. */
const longest = 4096

/** A power of two, so that a shard is chosen with a mask. */
const shardCount = 64

/**
 * A map that can have millions of entries. One table doubles when it is full, which takes long for a million entries; this
 * one is split into shards, each of which doubles on its own. Keys and values are in lists that all shards share: new ones lie
 * beside the latest, in memory that is at hand.
 */
export class ShardedMap<Value> {
  readonly #keys = new LongList<string>()
  readonly #values = new LongList<Value>()
  #first: TextTable | undefined = new TextTable(this.#keys)
  #shards: TextTable[] = []
  /** Finds values that are read when they are first needed; what it finds, it has also set. */
  whenMissing: ((key: string) => Value | undefined) | undefined

  /** The number of values that were set. */
  get size(): number {
    return this.#keys.length
  }

  get(key: string): Value | undefined {
    const hash = hashKey(key)
    const index = this.#tableOf(hash).find(key, hash)
    if (index >= 0) return this.#values.at(index)
    return this.whenMissing?.(key)
  }

  has(key: string): boolean {
    return this.get(key) !== undefined
  }

  set(key: string, value: Value): void {
    const hash = hashKey(key)
    const table = this.#tableOf(hash)
    const index = table.find(key, hash)
    if (index >= 0) {
      this.#values.set(index, value)
      return
    }
    this.#keys.push(key)
    this.#values.push(value)
    table.add(hash, this.#keys.length - 1)
    if (table === this.#first && table.size > longest) this.#split(table)
  }

  /** The number of entries in the largest table, which bounds the cost of growing it. */
  get largestTable(): number {
    return this.#first?.size ?? Math.max(...this.#shards.map(({ size }) => size))
  }

  #tableOf(hash: number): TextTable {
    return this.#first ?? (this.#shards[hash & (shardCount - 1)] as TextTable)
  }

  #split(table: TextTable): void {
    this.#shards = Array.from({ length: shardCount }, () => new TextTable(this.#keys))
    this.#first = undefined
    for (const [hash, index] of table.entries()) this.#tableOf(hash).add(hash, index)
  }
}
