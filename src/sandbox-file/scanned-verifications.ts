import type { ControlWire } from '../wire/types.js'
import type { VerificationFacts } from './verification-facts.js'
import type { VerificationScanner } from './verification-scanner.js'

type StoredVerification = ControlWire['StoredVerification']

/** The number of facts of each verification. */
const factCount = 7

/**
 * The verifications of a file, or of a line of a log, which are in order and can be read when they are needed. It keeps a
 * list of numbers instead of an object for each. Those in an unusual spelling were read as JSON.
 */
export class ScannedVerifications {
  #facts: Float64Array
  readonly #profileIds: string[] = []
  readonly #stored: StoredVerification[] = []
  #size = 0

  /** @param expected about how many there are */
  constructor(
    readonly scanner: VerificationScanner,
    expected: number,
  ) {
    this.#facts = new Float64Array(factCount * (expected + 1))
  }

  get size(): number {
    return this.#size
  }

  /** Adds the verification that was scanned at a place. */
  add(place: number): void {
    const { numberPlace, createdAt, expiresAt, price, sequence, profileId, isPending } = this.scanner
    let profile = this.#profileIds.length - 1
    // Almost always the one before.
    if (this.#profileIds[profile] !== profileId) profile = this.#profileIds.push(profileId) - 1
    const first = this.#next()
    const facts = this.#facts
    facts[first] = place
    facts[first + 1] = numberPlace
    facts[first + 2] = createdAt
    facts[first + 3] = expiresAt
    facts[first + 4] = price
    facts[first + 5] = sequence
    facts[first + 6] = isPending ? profile : -1 - profile
  }

  addStored(stored: StoredVerification): void {
    const first = this.#next()
    this.#facts[first] = -this.#stored.push(stored)
  }

  /** Where the facts of the next one begin. */
  #next(): number {
    const first = factCount * this.#size++
    if (first + factCount > this.#facts.length) {
      const longer = new Float64Array(2 * this.#facts.length)
      longer.set(this.#facts)
      this.#facts = longer
    }
    return first
  }

  /** One that was read as JSON; undefined for one whose facts are then in `facts`. */
  get(index: number, facts: VerificationFacts): StoredVerification | undefined {
    const all = this.#facts
    const first = index * factCount
    const place = all[first] as number
    if (place < 0) return this.#stored[-1 - place]
    const profile = all[first + 6] as number
    facts.place = place
    facts.numberPlace = all[first + 1] as number
    facts.createdAt = all[first + 2] as number
    facts.expiresAt = all[first + 3] as number
    facts.price = all[first + 4] as number
    facts.sequence = all[first + 5] as number
    facts.isPending = profile >= 0
    facts.profileId = this.#profileIds[profile >= 0 ? profile : -1 - profile] as string
    return undefined
  }
}
