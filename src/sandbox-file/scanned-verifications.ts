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
  readonly #facts: number[] = []
  readonly #profileIds: string[] = []
  readonly #stored: StoredVerification[] = []
  #size = 0

  constructor(readonly scanner: VerificationScanner) {}

  get size(): number {
    return this.#size
  }

  /** Adds the verification that was scanned at a place. */
  add(place: number): void {
    const { numberPlace, createdAt, expiresAt, price, sequence, profileId, isPending } = this.scanner
    let profile = this.#profileIds.length - 1
    // Almost always the one before.
    if (this.#profileIds[profile] !== profileId) profile = this.#profileIds.push(profileId) - 1
    this.#facts.push(place, numberPlace, createdAt, expiresAt, price, sequence, isPending ? profile : -1 - profile)
    this.#size++
  }

  addStored(stored: StoredVerification): void {
    this.#facts.push(-this.#stored.push(stored), 0, 0, 0, 0, 0, 0)
    this.#size++
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
