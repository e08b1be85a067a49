/** Upper bounds of the buckets. Seconds. */
export const durationBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] as const

/** How long the requests of one operation took. */
export interface Durations {
  /** The number of requests up to each bound and above the one before; the last one above all bounds. */
  readonly counts: number[]
  sumSecs: number
}

/** Measures requests, but only once someone has asked for the result: most emulators are never asked. */
export class RequestDurations {
  readonly #byOperation = new Map<string | null, Durations>()
  #isOn = false

  /** @param stopwatch milliseconds of a monotonic clock */
  constructor(private readonly stopwatch: () => number) {}

  /** Starts to measure. */
  start(): void {
    this.#isOn = true
  }

  /** @returns the start of a request, to be passed to `end`; null while nothing is measured */
  begin(): number | null {
    return this.#isOn ? this.stopwatch() : null
  }

  /**
   * @param operation null for a request without an operation
   * @returns milliseconds since the start; null if nothing is measured
   */
  end(operation: string | null, began: number | null): number | null {
    if (began === null) return null
    const ms = this.stopwatch() - began
    const secs = ms / 1000
    let durations = this.#byOperation.get(operation)
    if (durations === undefined) {
      durations = { counts: new Array<number>(durationBounds.length + 1).fill(0), sumSecs: 0 }
      this.#byOperation.set(operation, durations)
    }
    const bucket = durationBounds.findIndex((bound) => secs <= bound)
    const index = bucket < 0 ? durationBounds.length : bucket
    durations.counts[index] = (durations.counts[index] as number) + 1
    durations.sumSecs += secs
    return ms
  }

  entries(): Iterable<readonly [operation: string | null, durations: Durations]> {
    return this.#byOperation
  }
}
