import { clearTimeout, setTimeout } from 'node:timers'

/** The end of a load before its time. One listener on the signal serves all users. */
export class Stop {
  readonly #leaving = new Set<(reason: Error) => void>()
  #reason: Error | undefined

  constructor(signal: AbortSignal) {
    const stop = () => {
      this.#reason = signal.reason as Error
      for (const leave of [...this.#leaving]) leave(this.#reason)
    }
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  }

  get isStopped(): boolean {
    return this.#reason !== undefined
  }

  /** Waits for work, and rejects as soon as the load is stopped. */
  until<Result>(work: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#reason !== undefined) return reject(this.#reason)
      this.#leaving.add(reject)
      work.then(resolve, reject).finally(() => this.#leaving.delete(reject))
    })
  }

  /** Waits for a time, and rejects as soon as the load is stopped. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#reason !== undefined) return reject(this.#reason)
      if (ms <= 0) return resolve()
      const leave = (reason: Error) => {
        clearTimeout(timer)
        this.#leaving.delete(leave)
        reject(reason)
      }
      const timer = setTimeout(() => {
        this.#leaving.delete(leave)
        resolve()
      }, ms)
      this.#leaving.add(leave)
    })
  }
}
