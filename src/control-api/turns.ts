import { Fifo } from '../core/fifo.js'

/** The number of callbacks in one turn. Each takes some ten microseconds. */
const inTurn = 50

/** Spreads work over turns of the event loop, so that requests are answered in between. */
export class Turns {
  readonly #waiting = new Fifo<() => void>()
  #isRunning = false

  /** @param pause lets other requests run, and is fulfilled in a later turn */
  constructor(readonly pause: () => Promise<void>) {}

  /** Calls back in a later turn, in the order in which this was asked for. */
  later(callback: () => void): void {
    this.#waiting.push(callback)
    if (this.#isRunning) return
    this.#isRunning = true
    void this.#run()
  }

  async #run(): Promise<void> {
    while (this.#waiting.size > 0) {
      await this.pause()
      // What is added now waits for the next turn.
      const count = Math.min(inTurn, this.#waiting.size)
      for (let called = 0; called < count; called++) this.#waiting.take()?.()
    }
    this.#isRunning = false
  }
}
