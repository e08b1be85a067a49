/** The position of a sandbox's clock relative to the wall clock, as stored in files. Milliseconds. */
export interface ClockPosition {
  readonly offsetMs: number
  readonly frozenMs: number | null
}

/** The last moment with a four-digit year: the maximum of clocks and due times. Unix milliseconds. */
export const lastMoment = 253_402_300_799_999

/** A sandbox's clock: the given wall clock plus an offset, or frozen. Unix milliseconds. */
export class Clock {
  #offsetMs: number
  #frozenMs: number | null
  #heldWall: number | null = null

  constructor(
    private readonly wall: () => number,
    position: ClockPosition = { offsetMs: 0, frozenMs: null },
  ) {
    this.#offsetMs = position.offsetMs
    this.#frozenMs = position.frozenMs
  }

  /** Whole Unix milliseconds from 0 to lastMoment, where the clock stops. */
  now(): number {
    return this.#frozenMs ?? Math.min(Math.max(this.#wallNow() + this.#offsetMs, 0), lastMoment)
  }

  /** Holds the time until `release`, so that a command happens at a single moment. */
  hold(): void {
    this.#heldWall = this.wall()
  }

  release(): void {
    this.#heldWall = null
  }

  get position(): ClockPosition {
    return { offsetMs: this.offsetMs, frozenMs: this.#frozenMs }
  }

  /** Milliseconds ahead of the wall clock. */
  get offsetMs(): number {
    return this.#frozenMs === null ? this.#offsetMs : this.#frozenMs - this.#wallNow()
  }

  get isFrozen(): boolean {
    return this.#frozenMs !== null
  }

  /** Sets the clock to a moment. A frozen clock stays frozen, a running one keeps running. */
  set(moment: number): void {
    if (this.#frozenMs === null) this.#offsetMs = moment - this.#wallNow()
    else this.#frozenMs = moment
  }

  freeze(): void {
    this.#frozenMs = this.now()
  }

  /** Resumes a frozen clock from the time at which it stopped. */
  resume(): void {
    if (this.#frozenMs === null) return
    this.#offsetMs = this.#frozenMs - this.#wallNow()
    this.#frozenMs = null
  }

  #wallNow(): number {
    return this.#heldWall ?? this.wall()
  }
}
