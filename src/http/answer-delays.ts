import type { AbortSignalLike, SetTimer } from '../control-api/long-poll.js'
import { Heap } from '../core/heap.js'

interface Held {
  readonly dueAt: number
  release: () => void
}

/** A timer counts whole milliseconds and is a little late. An answer leaves up to this early if the next tick is later. Milliseconds. */
const earlyMs = 0.75

/** The same in the other direction, so that the two are a tick apart. Milliseconds. */
const lateMs = 1 - earlyMs

/**
 * Holds answers back until they are due. All share one timer, whose ticks are milliseconds: each answer leaves at the tick
 * that is nearest to its time.
 */
export class AnswerDelays {
  readonly #held = new Heap<Held>((a, b) => a.dueAt <= b.dueAt)
  #timerAt = Number.POSITIVE_INFINITY
  #stopTimer = () => {}
  #isClosed = false

  /**
   * @param now milliseconds of a monotonic clock
   * @param startTimer starts a timer of the same time
   * @param onWait called when an answer is held back
   */
  constructor(
    readonly now: () => number,
    private readonly startTimer: SetTimer,
    private readonly onWait: () => void = () => {},
  ) {}

  /** Resolves when an answer is due, its client has left, or the emulator closes. @param dueAt on the clock of `now` */
  wait(dueAt: number, signal: AbortSignalLike): Promise<void> {
    if (this.#isClosed || signal.aborted || dueAt <= this.now() + earlyMs) return Promise.resolve()
    this.onWait()
    return new Promise((resolve) => {
      const held: Held = { dueAt, release: () => {} }
      const leave = () => held.release()
      held.release = () => {
        held.release = () => {} // one whose client has left stays held until it is due
        signal.removeEventListener('abort', leave)
        resolve()
      }
      signal.addEventListener('abort', leave, { once: true })
      this.#held.add(held)
      if (dueAt < this.#timerAt) this.#arm()
    })
  }

  /** Lets all answers go, now and from now on. */
  close(): void {
    this.#isClosed = true
    this.#stopTimer()
    for (let held = this.#held.take(); held !== undefined; held = this.#held.take()) held.release()
  }

  /** Sets the timer for the first answer. */
  #arm(): void {
    this.#stopTimer()
    this.#stopTimer = () => {}
    const first = this.#held.first
    this.#timerAt = first?.dueAt ?? Number.POSITIVE_INFINITY
    if (first === undefined) return
    const ms = Math.max(Math.floor(first.dueAt - this.now() + lateMs), 1)
    this.#stopTimer = this.startTimer(() => this.#onTick(), ms)
  }

  /** Lets those go that are due; none is if the timer was early. */
  #onTick(): void {
    const until = this.now() + earlyMs
    for (let first = this.#held.first; first !== undefined && first.dueAt <= until; first = this.#held.first) {
      this.#held.take()
      first.release()
    }
    this.#arm()
  }
}
