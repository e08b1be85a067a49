import { setTimeout } from 'node:timers'

/** Milliseconds of a clock that nothing sets, fake timers of a test included. */
export const monotonicMs = () => process.uptime() * 1000

/**
 * Time limits that all have the same length, with one timer for all of them: the oldest is the next to pass. The timer does
 * not keep the process alive; what the limits are for does.
 *
 * @example
 * ```ts
 * const deadlines = new Deadlines<Request>(2000, (request) => request.abort())
 * deadlines.add(request)
 * ```
 */
export class Deadlines<Item> {
  /** The moments at which items are too late, in that order. */
  readonly #items = new Map<Item, number>()
  #hasTimer = false

  /** @param onPass called with each item that was not removed in time, which is removed then */
  constructor(
    private readonly limitMs: number,
    private readonly onPass: (item: Item) => void,
  ) {}

  add(item: Item): void {
    this.#items.set(item, monotonicMs() + this.limitMs)
    if (!this.#hasTimer) this.#setTimer(this.limitMs)
  }

  remove(item: Item): void {
    this.#items.delete(item)
  }

  #setTimer(ms: number): void {
    this.#hasTimer = true
    setTimeout(() => this.#check(), Math.ceil(ms)).unref()
  }

  #check(): void {
    this.#hasTimer = false
    const now = monotonicMs()
    const passed: Item[] = []
    for (const [item, at] of this.#items) {
      if (at > now) {
        this.#setTimer(at - now)
        break
      }
      this.#items.delete(item)
      passed.push(item)
    }
    for (const item of passed) this.onPass(item)
  }
}
