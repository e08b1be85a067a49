import { setTimeout as pause } from 'node:timers/promises'

/** The passing of time, handed in so that no test waits for it. All in milliseconds. */
export interface Timers {
  readonly pause: (ms: number) => Promise<void>
  /** Calls `expire` after so long, unless what is returned is called before. */
  readonly deadline: (ms: number, expire: () => void) => () => void
}

export const realTimers: Timers = {
  pause: (ms) => pause(ms),
  deadline: (ms, expire) => {
    const timer = setTimeout(expire, ms)
    return () => clearTimeout(timer)
  },
}
