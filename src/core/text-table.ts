import type { LongList } from './long-list.js'

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
 * Finds texts in a list, with open addressing. Unlike a Map it keeps no pointers among its places, only hashes and numbers: they
 * need no look of the garbage collector, and growing moves them without a look at the texts.
 */
export class TextTable {
  /** Two numbers for each place: the hash, and the index of the text plus one. 0 is an empty place. */
  #places = new Int32Array(2 * fewest)
  #mask = fewest - 1
  #size = 0

  /** @param texts the list, which several tables can share */
  constructor(private readonly texts: LongList<string>) {}

  get size(): number {
    return this.#size
  }

  /** The index of a text in the list; -1 if it is not in this table. The lowest bits of the hash choose the table, the others the place. */
  find(text: string, hash: number): number {
    const places = this.#places
    const mask = this.#mask
    for (let place = (hash >>> 8) & mask; ; place = (place + 1) & mask) {
      const index = places[2 * place + 1] as number
      if (index === 0 || (places[2 * place] === hash && this.texts.at(index - 1) === text)) return index - 1
    }
  }

  /** Adds a text that is not in it yet. @param index where the text is in the list */
  add(hash: number, index: number): void {
    this.#put(hash, index + 1)
    if (3 * ++this.#size > 2 * this.#mask) this.#grow()
  }

  /** Yields the hash and the index of each text. */
  *entries(): Generator<[hash: number, index: number]> {
    const places = this.#places
    for (let at = 0; at < places.length; at += 2)
      if (places[at + 1] !== 0) yield [places[at] as number, (places[at + 1] as number) - 1]
  }

  #put(hash: number, entry: number): void {
    const places = this.#places
    const mask = this.#mask
    let place = (hash >>> 8) & mask
    while (places[2 * place + 1] !== 0) place = (place + 1) & mask
    places[2 * place] = hash
    places[2 * place + 1] = entry
  }

  #grow(): void {
    const before = this.#places
    this.#places = new Int32Array(2 * before.length)
    this.#mask = 2 * this.#mask + 1
    for (let at = 0; at < before.length; at += 2)
      if (before[at + 1] !== 0) this.#put(before[at] as number, before[at + 1] as number)
  }
}
