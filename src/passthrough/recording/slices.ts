import { setImmediate } from 'node:timers'
import type { Steps } from '../../wire/steps.js'

/** The time that work takes before requests are answered again. Milliseconds. */
const sliceMs = 2

/** Does work one piece after another, in slices between which requests are answered. */
export class Slices {
  #last: Promise<unknown> = Promise.resolve()

  /** @param stopwatch milliseconds of a monotonic clock */
  constructor(private readonly stopwatch: () => number) {}

  /** Does work when everything before it is done. @returns its result, or its error as a rejection */
  do<Result>(start: () => Steps<Result>): Promise<Result> {
    const done = this.#last.then(() => this.#run(start()))
    this.#last = done.catch(() => {})
    return done
  }

  /** Waits until all work is done that was asked for so far. */
  async done(): Promise<void> {
    await this.#last
  }

  #run<Result>(steps: Steps<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const work = () => {
        const until = this.stopwatch() + sliceMs
        try {
          do {
            const { done, value } = steps.next()
            if (done === true) return resolve(value)
          } while (this.stopwatch() < until)
          setImmediate(work)
        } catch (error) {
          reject(error)
        }
      }
      setImmediate(work)
    })
  }
}
