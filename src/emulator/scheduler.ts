import type { Sandbox } from '../core/sandbox.js'

/** Longest time a timer of Node takes. */
const longestTimerMs = 2 ** 31 - 1

interface Alarm {
  readonly at: number
  readonly timer: NodeJS.Timeout
}

/**
 * Wakes sandboxes when the next item of their agenda falls due, so that things happen without a request. One timer a
 * sandbox; it keeps no process alive.
 */
export class Scheduler {
  readonly #alarms = new Map<Sandbox, Alarm>()
  #isClosed = false

  /** @param wake lets happen what is due; called with a sandbox whose time has come */
  constructor(private readonly wake: (sandbox: Sandbox) => void) {}

  /** Looks when a sandbox is next due, and sees to it. `mayMoveClock`: its clock may have moved. */
  schedule(sandbox: Sandbox, mayMoveClock: boolean): void {
    if (this.#isClosed) return // what was under way ends after it
    const { agenda, clock } = sandbox.world
    const alarm = this.#alarms.get(sandbox)
    const { nextAt } = agenda
    // In a clock that stands, nothing falls due any more but what is due already.
    const at = nextAt !== null && clock.isFrozen && nextAt > clock.now() ? null : nextAt
    if (at === (alarm?.at ?? null) && !mayMoveClock) return
    clearTimeout(alarm?.timer)
    this.#alarms.delete(sandbox)
    if (at === null) return
    const ms = Math.min(Math.max(at - clock.now(), 0), longestTimerMs)
    const timer = setTimeout(() => this.#ring(sandbox), ms).unref()
    this.#alarms.set(sandbox, { at, timer })
  }

  forget(sandbox: Sandbox): void {
    clearTimeout(this.#alarms.get(sandbox)?.timer)
    this.#alarms.delete(sandbox)
  }

  close(): void {
    this.#isClosed = true
    for (const sandbox of [...this.#alarms.keys()]) this.forget(sandbox)
  }

  #ring(sandbox: Sandbox): void {
    this.#alarms.delete(sandbox)
    this.wake(sandbox)
    this.schedule(sandbox, true)
  }
}
