/** What must be known of a verification before it is read. */
export interface VerificationFacts {
  /** Its place in the bytes. */
  place: number
  numberPlace: number
  createdAt: number
  expiresAt: number
  price: number
  /** Of its message; 0 without one. */
  sequence: number
  profileId: string
  isPending: boolean
}

/** The facts of many verifications by their place: columns of numbers, and no object for each. */
export class FactColumns {
  readonly #numbers: Float64Array
  readonly #profiles: Int32Array
  readonly #profileIds: string[] = []

  constructor(most: number) {
    this.#numbers = new Float64Array(4 * most)
    this.#profiles = new Int32Array(most)
  }

  set(place: number, { createdAt, expiresAt, price, sequence, profileId, isPending }: VerificationFacts): void {
    const numbers = this.#numbers
    numbers[4 * place] = createdAt
    numbers[4 * place + 1] = expiresAt
    numbers[4 * place + 2] = price
    numbers[4 * place + 3] = sequence
    let profile = this.#profileIds.length - 1
    if (this.#profileIds[profile] !== profileId) profile = this.#profileIds.push(profileId) - 1
    this.#profiles[place] = isPending ? profile : -1 - profile
  }

  get(place: number, facts: VerificationFacts): void {
    const numbers = this.#numbers
    facts.createdAt = numbers[4 * place] as number
    facts.expiresAt = numbers[4 * place + 1] as number
    facts.price = numbers[4 * place + 2] as number
    facts.sequence = numbers[4 * place + 3] as number
    const profile = this.#profiles[place] as number
    facts.isPending = profile >= 0
    facts.profileId = this.#profileIds[profile >= 0 ? profile : -1 - profile] as string
  }
}

export function createFacts(): VerificationFacts {
  return {
    place: 0,
    numberPlace: 0,
    createdAt: 0,
    expiresAt: 0,
    price: 0,
    sequence: 0,
    profileId: '',
    isPending: false,
  }
}
