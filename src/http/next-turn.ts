import { setImmediate } from 'node:timers'

/** Lets other requests run, and goes on in a later turn of the event loop. */
export const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))
