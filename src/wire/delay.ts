import { readDuration } from './duration.js'
import { Unusable } from './input-error.js'

const longestMs = 86_400_000

/**
 * How long something is put off, in whole milliseconds, from a duration of at most a day.
 *
 * @throws {Unusable}
 */
export function readDelay(by: string | number): number {
  if (typeof by === 'number' && by < 0) throw new Unusable(`A delay has 0 or more milliseconds, not ${by}.`)
  const ms = Math.round(readDuration(by))
  if (ms <= longestMs) return ms
  throw new Unusable(`A delay is at most a day, 86400000 milliseconds, not ${by}.`)
}
