/** The places of a new table: a power of two, of which at most two thirds are used. */
const fewest = 16

/**
 * Hashes a text to 32 bits, all of which depend on all of it (FNV-1a, then mixed). Not safe against texts that are made to
 * collide; they make a table slow, not wrong.
 */
export function hashKey(key: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  return hash ^ (hash >>> 13)
}

/**
 * A table of values by text, with open addressing. Unlike a Map it keeps no pointers among its places, only hashes and
 * numbers: they need no look of the garbage collector, and growing moves them without a look at the texts.
 */
export class TextTable<Value> {
  readonly keys: string[] = []
  readonly values: Value[] = []
  /** Two numbers for each place: the hash, and the index of the entry plus one. 0 is an empty place. */
  #places = new Int32Array(2 * fewest)
  #mask = fewest - 1

  get size(): number {
    return this.keys.length
  }

  get(key: string, hash: number): Value | undefined {
    const index = this.#places[2 * this.#find(key, hash) + 1] as number
    return index === 0 ? undefined : this.values[index - 1]
  }

  set(key: string, hash: number, value: Value): void {
    const place = this.#find(key, hash)
    const index = this.#places[2 * place + 1] as number
    if (index !== 0) {
      this.values[index - 1] = value
      return
    }
    this.keys.push(key)
    this.values.push(value)
    this.#places[2 * place] = hash
    this.#places[2 * place + 1] = this.keys.length
    if (3 * this.keys.length > 2 * this.#mask) this.#grow()
  }

  /** The place of a text, or the empty place where it belongs. The lowest bits of the hash choose the table, the others the place. */
  #find(key: string, hash: number): number {
    const places = this.#places
    const mask = this.#mask
    for (let place = (hash >>> 8) & mask; ; place = (place + 1) & mask) {
      const index = places[2 * place + 1] as number
      if (index === 0 || (places[2 * place] === hash && this.keys[index - 1] === key)) return place
    }
  }

  #grow(): void {
    const before = this.#places
    const mask = 2 * this.#mask + 1
    const places = new Int32Array(2 * before.length)
    for (let at = 0; at < before.length; at += 2) {
      const hash = before[at] as number
      const index = before[at + 1] as number
      if (index === 0) continue
      let place = (hash >>> 8) & mask
      while (places[2 * place + 1] !== 0) place = (place + 1) & mask
      places[2 * place] = hash
      places[2 * place + 1] = index
    }
    this.#places = places
    this.#mask = mask
  }
}
