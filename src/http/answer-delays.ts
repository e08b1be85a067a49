import { setImmediate } from 'node:timers'
import type { AbortSignalLike, SetTimer } from '../control-api/long-poll.js'
import { Heap } from '../core/heap.js'

interface Held {
  readonly dueAt: number
  release: () => void
}

/** A thread that sleeps wakes up to this late. An answer leaves up to this early instead. Milliseconds. */
const toleranceMs = 0.06

/** A timer counts whole milliseconds and fires up to this late, so that it is set this early. Milliseconds. */
const timerErrorMs = 1

/** Before an answer is due by this, the event loop turns until it is. Milliseconds. */
const fineMs = 2

/** The longest sleep between two turns: so long do other events wait. Milliseconds. */
const longestNapMs = 0.2

/** A turn that took longer has worked, and others wait perhaps: it is followed by the next one at once. Milliseconds. */
const idleTurnMs = 0.1

/** How the last milliseconds before an answer pass. */
export interface FineWait {
  /** Calls back in the next turn of the event loop, after all other events. */
  readonly nextTurn: (callback: () => void) => void
  /** Sleeps, and keeps the thread meanwhile. */
  readonly nap: (ms: number) => void
}

/**
 * Holds answers back until they are due. All share one timer, whose ticks are milliseconds: it ends early, and the rest passes
 * in turns of the event loop, with a sleep of a fraction of a millisecond in each, so that it costs little.
 */
export class AnswerDelays {
  readonly #held = new Heap<Held>((a, b) => a.dueAt <= b.dueAt)
  #timerAt = Number.POSITIVE_INFINITY
  #stopTimer = () => {}
  #isTurning = false
  #turnedAt = Number.NEGATIVE_INFINITY
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
    private readonly fineWait: FineWait = { nextTurn: setImmediate, nap: createNap() },
  ) {}

  /** Resolves when an answer is due, its client has left, or the emulator closes. @param dueAt on the clock of `now` */
  wait(dueAt: number, signal: AbortSignalLike): Promise<void> {
    if (this.#isClosed || signal.aborted || dueAt <= this.now() + toleranceMs) return Promise.resolve()
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

  /** Waits for the first answer: by the timer, or in turns of the event loop if it is due soon. */
  #arm(): void {
    this.#stopTimer()
    const first = this.#held.first
    this.#timerAt = first?.dueAt ?? Number.POSITIVE_INFINITY
    if (first === undefined || this.#isTurning) return
    const ms = Math.floor(first.dueAt - this.now() - timerErrorMs)
    if (ms >= fineMs - timerErrorMs) this.#stopTimer = this.startTimer(() => this.#turn(), ms)
    else this.#turnAgain()
  }

  #turnAgain(): void {
    this.#isTurning = true
    this.#turnedAt = this.now()
    this.fineWait.nextTurn(() => this.#turn())
  }

  #turn(): void {
    this.#isTurning = false
    const isIdle = this.now() - this.#turnedAt < idleTurnMs
    const isReleased = this.#releaseDue()
    const first = this.#held.first
    if (isIdle && !isReleased && first !== undefined) {
      const ms = Math.min(first.dueAt - this.now() - toleranceMs, longestNapMs)
      if (ms > 0) this.fineWait.nap(ms)
      this.#releaseDue()
    }
    this.#arm()
  }

  /** @returns whether an answer was due */
  #releaseDue(): boolean {
    const until = this.now() + toleranceMs
    let isReleased = false
    for (let first = this.#held.first; first !== undefined && first.dueAt <= until; first = this.#held.first) {
      this.#held.take()
      first.release()
      isReleased = true
    }
    return isReleased
  }
}

/** Creates a sleep of less than a millisecond; it does nothing where the thread may not sleep. */
function createNap(): FineWait['nap'] {
  let cell: Int32Array | undefined
  let isAllowed = true
  return (ms) => {
    if (!isAllowed) return
    try {
      cell ??= new Int32Array(new SharedArrayBuffer(4))
      Atomics.wait(cell, 0, 0, ms)
    } catch {
      isAllowed = false
    }
  }
}
