import { setTimeout } from 'node:timers'
import { Chain, type Linked } from './chain.js'

/** Milliseconds of a clock that nothing sets, fake timers of a test included. To read it costs more than most of what it is for. */
export const monotonicMs = () => process.uptime() * 1000

/** A timer that is later than this says that the process was held up: by a breakpoint, a sleeping or an overloaded machine. Milliseconds. */
const heldUpMs = 250

/** Something with a time limit. */
export interface Timed<Item> extends Linked<Item> {
  /** When it is too late, by `monotonicMs`. */
  passesAt: number
}

/**
 * Time limits that all have the same length, with one timer for all of them: the oldest is the next to pass. The timer
 * keeps the process alive while there are any.
 *
 * After the process was held up, no item passes at once, because its answer may have come meanwhile and be still unread.
 * It gets as much time as the process was held up, but no more than a whole limit, and does so once.
 *
 * @example
 * ```ts
 * const deadlines = new Deadlines<Connection>(2000, (connection) => connection.destroy())
 * deadlines.add(connection, monotonicMs())
 * ```
 */
export class Deadlines<Item extends Timed<Item>> {
  readonly #items = new Chain<Item>()
  #timer: NodeJS.Timeout | undefined
  /** When the timer ends, by `monotonicMs`. */
  #endsAt = 0
  #wasHeldUp = false

  /** @param onPass called with each item that was not removed in time, which is removed then */
  constructor(
    private readonly limitMs: number,
    private readonly onPass: (item: Item) => void,
  ) {}

  /** @param now not before that of the last call, by `monotonicMs` */
  add(item: Item, now: number): void {
    item.passesAt = now + this.limitMs
    this.#items.add(item)
    if (this.#timer === undefined) this.#setTimer(this.limitMs, now)
    else if (this.#items.first === item) this.#timer.ref()
  }

  remove(item: Item): void {
    this.#items.remove(item)
    if (this.#items.first === undefined) this.#timer?.unref()
  }

  #setTimer(ms: number, now: number): void {
    this.#endsAt = now + ms
    this.#timer = setTimeout(() => this.#check(), Math.ceil(ms))
  }

  #check(): void {
    this.#timer = undefined
    const now = monotonicMs()
    const lateMs = now - this.#endsAt
    this.#wasHeldUp = lateMs > heldUpMs && !this.#wasHeldUp && this.#items.first !== undefined
    if (this.#wasHeldUp) {
      this.#setTimer(Math.min(lateMs, this.limitMs), now)
      return
    }
    const passed: Item[] = []
    for (let item = this.#items.first; item !== undefined && item.passesAt <= now; item = this.#items.first) {
      this.#items.remove(item)
      passed.push(item)
    }
    const { first } = this.#items
    if (first !== undefined) this.#setTimer(first.passesAt - now, now)
    for (const item of passed) this.onPass(item)
  }
}
