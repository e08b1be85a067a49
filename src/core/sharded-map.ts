/** A map with more entries is split, so that growing never moves all of them at once. */
const longest = 16_384

/** A power of two, so that a shard is chosen with a mask. */
const shardCount = 64

/**
 * A map that can have millions of entries. A Map doubles its table when it is full, which takes half a second for a
 * million entries; this one is split into shards, each of which doubles on its own. It has no order.
 */
export class ShardedMap<Value> {
  #first: Map<string, Value> | undefined = new Map()
  #shards: Map<string, Value>[] = []
  #size = 0
  /** Finds values that are read when they are first needed; what it finds, it has also set. */
  whenMissing: ((key: string) => Value | undefined) | undefined

  /** The number of values that were set. */
  get size(): number {
    return this.#size
  }

  get(key: string): Value | undefined {
    const found = this.#mapOf(key).get(key)
    return found === undefined && this.whenMissing !== undefined ? this.whenMissing(key) : found
  }

  has(key: string): boolean {
    return this.get(key) !== undefined
  }

  set(key: string, value: Value): void {
    const map = this.#mapOf(key)
    const before = map.size
    map.set(key, value)
    this.#size += map.size - before
    if (map === this.#first && map.size > longest) this.#split(map)
  }

  /** The number of entries in the largest table, which bounds the cost of growing it. */
  get largestTable(): number {
    return this.#first?.size ?? Math.max(...this.#shards.map(({ size }) => size))
  }

  #mapOf(key: string): Map<string, Value> {
    return this.#first ?? (this.#shards[shardOf(key)] as Map<string, Value>)
  }

  #split(map: Map<string, Value>): void {
    this.#shards = Array.from({ length: shardCount }, () => new Map())
    this.#first = undefined
    for (const [key, value] of map) this.#mapOf(key).set(key, value)
  }
}

/** The last characters of IDs and phone numbers differ most. */
function shardOf(key: string): number {
  const { length } = key
  return (
    (key.charCodeAt(length - 1) + 7 * key.charCodeAt(length - 2) + 31 * key.charCodeAt(length - 3)) & (shardCount - 1)
  )
}
