import { clearTimeout, setTimeout as startTimer } from 'node:timers'
import { setTimeout as pause } from 'node:timers/promises'

/** The passing of time, handed in so that no test has to wait. All in milliseconds. */
export interface Timers {
  readonly pause: (ms: number) => Promise<void>
  /** Calls `expire` after the time, unless the returned function is called first. */
  readonly deadline: (ms: number, expire: () => void) => () => void
}

export const realTimers: Timers = {
  pause: (ms) => pause(ms),
  deadline: (ms, expire) => {
    const timer = startTimer(expire, ms)
    return () => clearTimeout(timer)
  },
}
