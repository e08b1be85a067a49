import { clearTimeout, setTimeout } from 'node:timers'
import { maxTimerMs } from '../wire/duration.js'

/** The least time between two looks. Milliseconds. */
const pauseMs = 1000

/**
 * Looks for idle sandboxes while no request does, so that they give back their memory. One timer serves all sandboxes; it
 * does not keep the process alive.
 */
export class IdleSweep {
  #timer: NodeJS.Timeout | undefined

  /**
   * @param idleMs time without use after which a sandbox is dropped; Infinity never looks
   * @param dropIdle drops the idle ones and returns the milliseconds until the next one can be
   */
  constructor(
    private readonly idleMs: number,
    private readonly dropIdle: () => number,
  ) {
    if (idleMs !== Number.POSITIVE_INFINITY) this.#wait(idleMs)
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #wait(ms: number): void {
    const bounded = Math.min(Math.max(ms, Math.min(pauseMs, this.idleMs)), this.idleMs, maxTimerMs)
    this.#timer = setTimeout(() => this.#wait(this.dropIdle()), bounded).unref()
  }
}
