/** Hands out phone numbers that fit a pattern, each once. */
export class PhoneNumbers {
  #next: number

  /**
   * @param pattern digits, and a # for each that may change
   * @param first where to begin, so that two runs against one application need not share numbers
   */
  constructor(
    private readonly pattern: string,
    first = 0,
  ) {
    this.#next = first
  }

  /** The next number. A pattern without # gives the same one each time. */
  next(): string {
    const places = [...this.pattern].filter((character) => character === '#').length
    if (places === 0) return this.pattern
    // The numbers 0xxx and 1xxx are invalid, or reserved for the emulator's test numbers.
    const least = places === 1 ? 0 : 2 * 10 ** (places - 1)
    const digits = String(least + (this.#next++ % (10 ** places - least))).padStart(places, '0')
    let at = 0
    return this.pattern.replaceAll('#', () => digits[at++] ?? '0')
  }

  /** How many different numbers the pattern has. */
  get count(): number {
    const places = [...this.pattern].filter((character) => character === '#').length
    return places === 0 ? 1 : 10 ** places - (places === 1 ? 0 : 2 * 10 ** (places - 1))
  }
}
