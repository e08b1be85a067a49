/** Numbers that look random and are the same for the same seed, so that a rehearsal can be repeated. */
export class SeededRandom {
  #state: number

  constructor(seed: string) {
    // FNV-1a: every character of the seed counts.
    this.#state = [...seed].reduce(
      (hash, character) => Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619),
      2_166_136_261,
    )
  }

  /** A whole number from 0 to below the limit. */
  below(limit: number): number {
    // Mulberry32.
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }

  /** The items in another order. */
  shuffle<Item>(items: readonly Item[]): Item[] {
    const shuffled = [...items]
    for (let index = shuffled.length - 1; index > 0; index--) {
      const other = this.below(index + 1)
      const item = shuffled[index] as Item
      shuffled[index] = shuffled[other] as Item
      shuffled[other] = item
    }
    return shuffled
  }
}
