import { clearInterval, setInterval } from 'node:timers'
import type { PlainConnection } from './connection.js'

export interface LeaveWatchOptions {
  /** The most waiting connections that are watched at a time. */
  readonly most: number
  /** The time after which the next ones are watched. Milliseconds. */
  readonly shiftMs: number
}

/**
 * Watches whether the clients leave whose requests are being answered: all of them, or of a crowd some at a time. Node handles
 * all ends that have come in one turn of the event loop, so ten thousand clients that break off together would hold up
 * everyone else.
 */
export class LeaveWatch {
  #timer: NodeJS.Timeout | undefined
  /** The place of the first one that is watched next. */
  #next = 0

  /** @param open the open connections, in the order in which they came */
  constructor(
    private readonly open: ReadonlySet<PlainConnection>,
    private readonly options: LeaveWatchOptions,
  ) {}

  /** Called when a connection has come. */
  begin(): void {
    const { most, shiftMs } = this.options
    if (this.open.size > most) this.#timer ??= setInterval(() => this.shift(), shiftMs).unref()
  }

  /** Watches the next connections that wait, and those before no longer. */
  shift(): void {
    const { most } = this.options
    const waiting = [...this.open].filter(({ isAnswering }) => isAnswering)
    const count = waiting.length
    const first = count > most ? this.#next % count : 0
    for (const [place, connection] of waiting.entries()) connection.setReading((place - first + count) % count < most)
    this.#next = first + most
    if (this.open.size > most) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}
