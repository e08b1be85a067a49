import type { Fetch } from '../http/fetch.js'
import { OnDemand } from '../http/on-demand.js'
import type { InProcessParts } from '../server/in-process/create-fetch.js'

/** Answers without a port. A started command needs it for its pages alone; the library loads it with an emulator. */
export const inProcess = new OnDemand(() => import('../server/in-process/create-fetch.js'))

/** Creates the app as a `fetch` without a network, from a module that is loaded by the first request. */
export function createFetchOnDemand(parts: InProcessParts): Fetch {
  let made: Fetch | undefined
  return (input, init) => {
    if (made !== undefined) return made(input, init)
    const answered = inProcess.use(({ createFetch }) => {
      made ??= createFetch(parts)
      return made(input, init)
    })
    return Promise.resolve(answered)
  }
}
