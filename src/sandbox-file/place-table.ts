/** A hash table from keys that lie elsewhere to places from 0: one number for each, in memory that is never collected. */
export class PlaceTable {
  readonly #slots: Int32Array
  readonly #mask: number

  /** @param most the number of keys that are added at most */
  constructor(most: number) {
    // At least half of it stays free, so that a search is short.
    const length = 2 ** Math.ceil(Math.log2(2 * most + 2))
    this.#slots = new Int32Array(length)
    this.#mask = length - 1
  }

  clear(): void {
    this.#slots.fill(0)
  }

  /** The place of a key; -1 if it has none. @param isSame compares the key with the one of a place */
  find(hash: number, isSame: (place: number) => boolean): number {
    return (this.#slots[this.#slotOf(hash, isSame)] as number) - 1
  }

  /** Puts a key that has no place yet. @returns the place of the key */
  put(hash: number, place: number, isSame: (place: number) => boolean): number {
    const slot = this.#slotOf(hash, isSame)
    const known = this.#slots[slot] as number
    if (known !== 0) return known - 1
    this.#slots[slot] = place + 1
    return place
  }

  /** Gives a key another place. @returns the one before; -1 if it had none */
  replace(hash: number, place: number, isSame: (place: number) => boolean): number {
    const slot = this.#slotOf(hash, isSame)
    const known = this.#slots[slot] as number
    this.#slots[slot] = place + 1
    return known - 1
  }

  /** The slot of a key, or the free one where it belongs. */
  #slotOf(hash: number, isSame: (place: number) => boolean): number {
    const slots = this.#slots
    let slot = mix(hash) & this.#mask
    for (let known = slots[slot] as number; known !== 0 && !isSame(known - 1); known = slots[slot] as number)
      slot = (slot + 1) & this.#mask
    return slot
  }
}

/** Spreads a hash, whose low bits are those of the last character. */
function mix(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  return mixed ^ (mixed >>> 15)
}

/**
 * Hashes a text of ASCII as `hashBytes` hashes its bytes (FNV-1a). All of it counts: IDs that a person makes up may differ
 * in any of their characters.
 */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash
}

/** Hashes the bytes between two places. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ (bytes[index] as number), 0x01000193)
  return hash
}
