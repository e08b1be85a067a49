/** Whether a place that is in a table has the same key as another one. */
type HaveSameKey = (known: number, place: number) => boolean

/**
 * A hash table from keys that lie elsewhere to places from 0: two numbers for each, in memory that is never collected. The
 * hash is kept with the place, because the keys themselves are far apart, and comparing them takes longer.
 */
export class PlaceTable {
  /** For each slot the place and 1, or 0 if it is free, and the hash. */
  readonly #slots: Int32Array
  readonly #mask: number

  /** @param most the number of keys that are added at most */
  constructor(most: number) {
    // At least half of it stays free, so that a search is short.
    const length = 2 ** Math.ceil(Math.log2(2 * most + 2))
    this.#slots = new Int32Array(2 * length)
    this.#mask = length - 1
  }

  clear(): void {
    this.#slots.fill(0)
  }

  /** The place of a key; -1 if it has none. @param isSame compares the key with the one of a place */
  find(hash: number, isSame: (place: number) => boolean): number {
    return (this.#slots[this.#slotOf(hash, -1, isSame)] as number) - 1
  }

  /** Puts the key of a place, unless it has one already. @returns the place of the key */
  put(hash: number, place: number, haveSameKey: HaveSameKey): number {
    const slot = this.#slotOf(hash, place, haveSameKey)
    const known = this.#slots[slot] as number
    if (known !== 0) return known - 1
    this.#set(slot, place, hash)
    return place
  }

  /** Gives the key of a place that place. @returns the one before; -1 if it had none */
  replace(hash: number, place: number, haveSameKey: HaveSameKey): number {
    const slot = this.#slotOf(hash, place, haveSameKey)
    const known = this.#slots[slot] as number
    this.#set(slot, place, hash)
    return known - 1
  }

  #set(slot: number, place: number, hash: number): void {
    this.#slots[slot] = place + 1
    this.#slots[slot + 1] = hash
  }

  /** Where the slot of a key begins, or the free one where it belongs. */
  #slotOf(hash: number, place: number, haveSameKey: HaveSameKey): number {
    const slots = this.#slots
    let slot = mix(hash) & this.#mask
    for (;;) {
      const known = slots[2 * slot] as number
      if (known === 0 || (slots[2 * slot + 1] === hash && haveSameKey(known - 1, place))) return 2 * slot
      slot = (slot + 1) & this.#mask
    }
  }
}

/** Spreads a hash, whose low bits are those of the last character. */
function mix(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  return mixed ^ (mixed >>> 15)
}

/** Of FNV-1a, as a signed number, as all hashes are. */
const basis = 0x811c9dc5 | 0

/**
 * Hashes a text of ASCII as `hashBytes` hashes its bytes (FNV-1a). All of it counts: IDs that a person makes up may differ
 * in any of their characters.
 */
export function hashText(text: string): number {
  let hash = basis
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash
}

/** Hashes the bytes between two places. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = basis
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ (bytes[index] as number), 0x01000193)
  return hash
}
