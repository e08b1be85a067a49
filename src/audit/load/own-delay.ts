import { clearInterval, setInterval } from 'node:timers'

const everyMs = 20

/** Watches how late this process runs: what it measures cannot be more precise. */
export class OwnDelay {
  /** Milliseconds, one for each tick. */
  readonly delays: number[] = []
  readonly #timer: ReturnType<typeof setInterval>

  /** @param now milliseconds of a monotonic clock */
  constructor(now: () => number) {
    let last = now()
    this.#timer = setInterval(() => {
      const at = now()
      this.delays.push(Math.max(0, at - last - everyMs))
      last = at
    }, everyMs)
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
