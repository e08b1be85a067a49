import { lastMoment } from '../core/clock.js'
import { FileError } from './input-error.js'

const iso = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/i

/**
 * Reads an ISO 8601 date or time as Unix milliseconds, in UTC without a zone. Returns NaN for anything else, and for a
 * date or time that does not exist, like February 30, which `Date` would count on from.
 *
 * @example
 * ```ts
 * parseTime('2026-01-31T09:30:00Z') // 1769851800000
 * parseTime('2024-02-30') // NaN
 * ```
 */
export function parseTime(text: string): number {
  const [, year, month, day, hour = '0', minute = '0', second = '0', zone] = iso.exec(text) ?? []
  if (year === undefined) return Number.NaN
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > lastDay) return Number.NaN
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return Number.NaN
  const zoned = text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2').toUpperCase()
  // Without a zone, a time would be local.
  return Date.parse(zone === undefined && text.length > 10 ? `${zoned}Z` : zoned)
}

const dayMs = 86_400_000
let latestDay = Number.NaN
let latestDate = ''
const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'))

let latestRead = ''
let latestReadMs = Number.NaN

/** Converts Unix milliseconds to the REST API's format: microseconds, no zone, UTC (H17). */
export function toTimestamp(ms: number): string {
  if (ms === latestMs) return latestTimestamp
  latestTimestamp = formatTimestamp(ms)
  latestMs = ms
  return latestTimestamp
}

let latestMs = Number.NaN
let latestTimestamp = ''

function formatTimestamp(ms: number): string {
  const day = Math.floor(ms / dayMs)
  // Most timestamps are of the same day, whose date is formatted once.
  if (day !== latestDay) {
    const text = new Date(day * dayMs).toISOString()
    latestDate = text.slice(0, text.indexOf('T') + 1)
    latestDay = day
  }
  const rest = Math.floor(ms - day * dayMs)
  const seconds = Math.floor(rest / 1000)
  const minutes = Math.floor(seconds / 60)
  const millis = String(1000 + (rest % 1000)).slice(1)
  const clock = `${twoDigits[Math.floor(minutes / 60)]}:${twoDigits[minutes % 60]}:${twoDigits[seconds % 60]}`
  return `${latestDate}${clock}.${millis}000`
}

/** The reverse of toTimestamp, truncated to milliseconds. @throws {FileError} for a date like 2026-02-31 */
export function fromTimestamp(timestamp: string): number {
  // The timestamps of a record are often identical.
  if (timestamp !== latestRead) {
    const ms = parseTime(`${timestamp.slice(0, 23)}Z`)
    if (Number.isNaN(ms))
      throw new FileError(`"${timestamp}" is not a valid time. Example: 2026-01-31T09:30:00.000000.`)
    latestReadMs = ms
    latestRead = timestamp
  }
  return latestReadMs
}

/** The reverse of toInstant. @throws {FileError} for a time that does not exist */
export function fromInstant(instant: string): number {
  const ms = parseTime(instant)
  if (Number.isNaN(ms)) throw new FileError(`"${instant}" is not a valid time. Example: 2026-01-31T09:30:00.000Z.`)
  return ms
}

/** Converts Unix milliseconds to the control API's format: milliseconds and `Z`. */
export function toInstant(ms: number): string {
  return new Date(Math.min(ms, lastMoment)).toISOString()
}
