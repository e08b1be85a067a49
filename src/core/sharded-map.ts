import { hashKey, TextTable } from './text-table.js'

/** A table with more entries is split, so that growing never moves all of them at once. */
const longest = 4096

/** A power of two, so that a shard is chosen with a mask. */
const shardCount = 64

/**
 * A map that can have millions of entries. One table doubles when it is full, which takes long for a million entries; this
 * one is split into shards, each of which doubles on its own. It has no order.
 */
export class ShardedMap<Value> {
  #first: TextTable<Value> | undefined = new TextTable()
  #shards: TextTable<Value>[] = []
  #size = 0
  /** Finds values that are read when they are first needed; what it finds, it has also set. */
  whenMissing: ((key: string) => Value | undefined) | undefined

  /** The number of values that were set. */
  get size(): number {
    return this.#size
  }

  get(key: string): Value | undefined {
    const hash = hashKey(key)
    const found = this.#tableOf(hash).get(key, hash)
    return found === undefined && this.whenMissing !== undefined ? this.whenMissing(key) : found
  }

  has(key: string): boolean {
    return this.get(key) !== undefined
  }

  set(key: string, value: Value): void {
    const hash = hashKey(key)
    const table = this.#tableOf(hash)
    const before = table.size
    table.set(key, hash, value)
    this.#size += table.size - before
    if (table === this.#first && table.size > longest) this.#split(table)
  }

  /** The number of entries in the largest table, which bounds the cost of growing it. */
  get largestTable(): number {
    return this.#first?.size ?? Math.max(...this.#shards.map(({ size }) => size))
  }

  #tableOf(hash: number): TextTable<Value> {
    return this.#first ?? (this.#shards[hash & (shardCount - 1)] as TextTable<Value>)
  }

  #split({ keys, values }: TextTable<Value>): void {
    this.#shards = Array.from({ length: shardCount }, () => new TextTable())
    this.#first = undefined
    for (const [index, key] of keys.entries()) {
      const hash = hashKey(key)
      this.#tableOf(hash).set(key, hash, values[index] as Value)
    }
  }
}
