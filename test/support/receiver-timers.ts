import { setImmediate as turn } from 'node:timers/promises'
import type { Timers } from '../../src/audit/receiver/timers.js'

/** More turns of the event loop than a chunk needs from one end of a local socket to the other. */
const turnsOfPause = 20

/** Timers for which no time passes: a pause is some turns of the event loop, and deadlines expire when the test says so. */
export function useTimers() {
  const expiries = new Set<() => void>()
  const timers: Timers = {
    pause: async () => {
      for (let i = 0; i < turnsOfPause; i++) await turn()
    },
    deadline: (_, expire) => {
      expiries.add(expire)
      return () => void expiries.delete(expire)
    },
  }
  return {
    timers,
    /** Everything that waits has waited too long. */
    expireAll: () => {
      for (const expire of expiries) expire()
    },
  }
}
