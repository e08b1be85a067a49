import type { Ask } from './ask.js'
import type { ClockMoved, ClockState, DueEvent, Duration } from './types.js'

/** The clock of a sandbox. It controls expiries, deliveries and webhooks, and affects no other sandbox. */
export interface ClockClient {
  /**
   * Reads the clock.
   *
   * @example
   * ```ts
   * const { now, frozen, offsetMs } = await emulator.clock.now()
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  now(): Promise<ClockState>
  /**
   * Advances the clock by a duration, and returns the clock and the events on the way.
   *
   * @example
   * ```ts
   * const { events } = await emulator.clock.advance('5m') // or 300_000
   * ```
   * @throws {ControlError} 400 for an invalid duration
   * @throws {ConnectionError}
   */
  advance(by: Duration): Promise<ClockMoved>
  /**
   * Advances the clock to the next event that is due, and returns the clock and what happened. If nothing is due, the
   * clock does not move.
   *
   * @example
   * ```ts
   * await emulator.clock.next() // the code expires, or the webhook is retried
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  next(): Promise<ClockMoved>
  /**
   * Lists the next due events, soonest first: expiries, deliveries and webhook attempts.
   *
   * @example
   * ```ts
   * const [next] = await emulator.clock.due({ limit: 1 })
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  due(options?: {
    /** @default 50 */
    limit?: number | undefined
  }): Promise<DueEvent[]>
  /**
   * Sets the clock to an ISO 8601 time with a zone, Unix milliseconds or a Date; `'now'` returns it to real time.
   *
   * @example
   * ```ts
   * await emulator.clock.set('2026-01-31T09:30:00Z')
   * ```
   * @throws {ControlError} 400 for an invalid time
   * @throws {ConnectionError}
   */
  set(to: string | number | Date): Promise<ClockMoved>
  /**
   * Freezes the clock at its current time.
   *
   * @example
   * ```ts
   * await emulator.clock.freeze()
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  freeze(): Promise<ClockState>
  /**
   * Resumes a frozen clock from the time at which it stopped.
   *
   * @example
   * ```ts
   * await emulator.clock.resume()
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  resume(): Promise<ClockState>
}

export function createClockClient(ask: Ask): ClockClient {
  const path = '/_emulator/clock'
  const clock = async (method: string, place: string) => (await ask('ClockAnswer', method, place)).clock
  const move = (how: string, body?: object) => ask('ClockMoved', 'POST', `${path}/${how}`, { body })
  return {
    now: () => clock('GET', path),
    advance: (by) => move('advance', { by }),
    next: () => move('next'),
    due: async (query = {}) => (await ask('ClockAnswer', 'GET', path, { query })).due,
    set: (to) => move('set', { to: to instanceof Date ? to.getTime() : to }),
    freeze: () => clock('POST', `${path}/freeze`),
    resume: () => clock('POST', `${path}/resume`),
  }
}
