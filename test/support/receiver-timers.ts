import { setImmediate as turn } from 'node:timers/promises'
import type { Timers } from '../../src/audit/receiver/timers.js'

/** More turns of the event loop than a chunk needs to pass through a local socket. */
const turnsOfPause = 20

/** Timers without real time: a pause is some turns of the event loop, and deadlines expire on command. */
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
    /** Expires every deadline. */
    expireAll: () => {
      for (const expire of expiries) expire()
    },
  }
}
