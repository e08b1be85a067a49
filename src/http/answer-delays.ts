import type { AbortSignalLike, SetTimer } from '../control-api/long-poll.js'

interface Held {
  readonly dueAt: number
  release: () => void
}

/** Half a tick of the timer. An answer leaves up to this early, so that it is not a whole tick late. Milliseconds. */
const toleranceMs = 0.5

/**
 * Holds answers back until they are due. All share one timer, whose ticks are milliseconds: one timer for each would be
 * more work, and no more precise.
 */
export class AnswerDelays {
  /** A binary heap: the answer that is due first is at the front. */
  readonly #heap: Held[] = []
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
    if (this.#isClosed || signal.aborted || dueAt <= this.now() + toleranceMs) return Promise.resolve()
    this.onWait()
    return new Promise((resolve) => {
      const held: Held = { dueAt, release: () => {} }
      const leave = () => held.release()
      held.release = () => {
        held.release = () => {} // one whose client has left stays in the heap until it is due
        signal.removeEventListener('abort', leave)
        resolve()
      }
      signal.addEventListener('abort', leave, { once: true })
      this.#push(held)
      if (dueAt < this.#timerAt) this.#arm()
    })
  }

  /** Lets all answers go, now and from now on. */
  close(): void {
    this.#isClosed = true
    this.#stopTimer()
    for (const held of this.#heap.splice(0)) held.release()
  }

  #arm(): void {
    this.#stopTimer()
    const first = this.#heap[0]
    this.#timerAt = first?.dueAt ?? Number.POSITIVE_INFINITY
    if (first === undefined) return
    // A timer fires up to a tick late: half a tick on average.
    const ms = Math.max(1, Math.round(first.dueAt - this.now() - toleranceMs))
    this.#stopTimer = this.startTimer(() => this.#releaseDue(), ms)
  }

  #releaseDue(): void {
    const until = this.now() + toleranceMs
    for (let first = this.#heap[0]; first !== undefined && first.dueAt <= until; first = this.#heap[0]) {
      this.#pop()
      first.release()
    }
    this.#arm()
  }

  #push(held: Held): void {
    const heap = this.#heap
    let index = heap.length
    while (index > 0) {
      const parent = (index - 1) >> 1
      if ((heap[parent] as Held).dueAt <= held.dueAt) break
      heap[index] = heap[parent] as Held
      index = parent
    }
    heap[index] = held
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop() as Held
    if (heap.length === 0) return
    let index = 0
    for (let child = 1; child < heap.length; child = 2 * index + 1) {
      if (child + 1 < heap.length && (heap[child + 1] as Held).dueAt < (heap[child] as Held).dueAt) child++
      if (last.dueAt <= (heap[child] as Held).dueAt) break
      heap[index] = heap[child] as Held
      index = child
    }
    heap[index] = last
  }
}
