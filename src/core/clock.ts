/** Where a sandbox's clock stands against the wall clock, as kept in files. Milliseconds. */
export interface ClockPosition {
  readonly offsetMs: number
  readonly frozenMs: number | null
}

/** The last moment with a year of four digits; no clock and no due time lies behind it. Unix milliseconds. */
export const lastMoment = 253402300799999

/** A sandbox's clock: the wall clock, handed in, moved by an offset, or standing still. Unix milliseconds. */
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

  /** Unix milliseconds, whole, from 0 to lastMoment: at the end of time the clock stands. */
  now(): number {
    return this.#frozenMs ?? Math.min(Math.max(this.#wallNow() + this.#offsetMs, 0), lastMoment)
  }

  /** Lets no time pass until `release`, so that a command happens at one moment. */
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

  /** Puts the clock to a moment; frozen stays frozen, running stays running. */
  set(moment: number): void {
    if (this.#frozenMs === null) this.#offsetMs = moment - this.#wallNow()
    else this.#frozenMs = moment
  }

  freeze(): void {
    this.#frozenMs = this.now()
  }

  /** Runs on from where it stopped. */
  resume(): void {
    if (this.#frozenMs === null) return
    this.#offsetMs = this.#frozenMs - this.#wallNow()
    this.#frozenMs = null
  }

  #wallNow(): number {
    return this.#heldWall ?? this.wall()
  }
}
