import { FileError } from './input-error.js'

let latestMs = Number.NaN
let latest = ''
let latestRead = ''
let latestReadMs = Number.NaN

/** Unix milliseconds as the REST API writes them: microseconds, no zone, UTC (H17). */
export function toTimestamp(ms: number): string {
  // Under load many answers tell of the same millisecond.
  if (ms !== latestMs) {
    latest = `${new Date(ms).toISOString().slice(0, -1)}000`
    latestMs = ms
  }
  return latest
}

/** The reverse of toTimestamp; what is finer than milliseconds is dropped. @throws {FileError} for a day like 2026-02-31 */
export function fromTimestamp(timestamp: string): number {
  // The times of a record are mostly one and the same.
  if (timestamp !== latestRead) {
    const ms = Date.parse(`${timestamp.slice(0, 23)}Z`)
    if (Number.isNaN(ms)) throw new FileError(`${timestamp} is not a valid time`)
    latestReadMs = ms
    latestRead = timestamp
  }
  return latestReadMs
}

/** The last millisecond whose year has four digits. */
const lastMs = 253_402_300_799_999

/** Unix milliseconds as the control API writes them: milliseconds and `Z`. */
export function toInstant(ms: number): string {
  return new Date(Math.min(ms, lastMs)).toISOString()
}
