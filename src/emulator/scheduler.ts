import { clearTimeout, setTimeout } from 'node:timers'
import type { Sandbox } from '../core/sandbox.js'
import { maxTimerMs } from '../wire/duration.js'

/** The time until a sandbox that could not be woken is woken again. Milliseconds. */
const retryMs = 1000

interface Alarm {
  readonly at: number
  readonly timer: NodeJS.Timeout
}

/**
 * Wakes sandboxes when the next item of their agenda falls due, so that it is processed without a request. Each sandbox
 * has one timer, which does not keep the process alive.
 */
export class Scheduler {
  readonly #alarms = new Map<Sandbox, Alarm>()
  #isClosed = false

  /**
   * @param wake runs what is due in a sandbox; false if it cannot now, and is to be woken again later
   * @param isOn whether a sandbox is woken
   */
  constructor(
    private readonly wake: (sandbox: Sandbox) => boolean,
    private readonly isOn: (sandbox: Sandbox) => boolean = () => true,
  ) {}

  /** Sets the timer of a sandbox to its next due time. @param mayMoveClock whether its clock may have moved */
  schedule(sandbox: Sandbox, mayMoveClock: boolean): void {
    if (this.#isClosed || !this.isOn(sandbox)) return // attempts in flight may end after closing
    const { agenda, clock } = sandbox.world
    const alarm = this.#alarms.get(sandbox)
    const { nextAt } = agenda
    // With a frozen clock only items that are due already are run.
    const at = nextAt !== null && clock.isFrozen && nextAt > clock.now() ? null : nextAt
    if (at === (alarm?.at ?? null) && !mayMoveClock) return
    clearTimeout(alarm?.timer)
    this.#alarms.delete(sandbox)
    if (at === null) return
    const ms = Math.min(Math.max(at - clock.now(), 0), maxTimerMs)
    this.#setAlarm(sandbox, at, ms)
  }

  #setAlarm(sandbox: Sandbox, at: number, ms: number): void {
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
    if (this.wake(sandbox)) this.schedule(sandbox, true)
    else this.#setAlarm(sandbox, sandbox.world.clock.now(), retryMs)
  }
}
