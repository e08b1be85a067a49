import { lastMoment } from '../core/clock.js'
import { FileError } from './input-error.js'

let latestMs = Number.NaN
let latest = ''
let latestRead = ''
let latestReadMs = Number.NaN

/** Converts Unix milliseconds to the REST API's format: microseconds, no zone, UTC (H17). */
export function toTimestamp(ms: number): string {
  // Under load many answers have the same millisecond.
  if (ms !== latestMs) {
    latest = `${new Date(ms).toISOString().slice(0, -1)}000`
    latestMs = ms
  }
  return latest
}

/** The reverse of toTimestamp, truncated to milliseconds. @throws {FileError} for a date like 2026-02-31 */
export function fromTimestamp(timestamp: string): number {
  // The timestamps of a record are often identical.
  if (timestamp !== latestRead) {
    const ms = Date.parse(`${timestamp.slice(0, 23)}Z`)
    if (Number.isNaN(ms))
      throw new FileError(`"${timestamp}" is not a valid time. Example: 2026-01-31T09:30:00.000000.`)
    latestReadMs = ms
    latestRead = timestamp
  }
  return latestReadMs
}

/** Converts Unix milliseconds to the control API's format: milliseconds and `Z`. */
export function toInstant(ms: number): string {
  return new Date(Math.min(ms, lastMoment)).toISOString()
}
