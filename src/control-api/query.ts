import type { SandboxFilter } from '../core/coverage-counts.js'
import { isE164 } from '../core/phone-numbers.js'
import { type Channel, channels } from '../core/records.js'
import { readDuration } from '../wire/duration.js'
import { suggest } from '../wire/suggest.js'
import { throwBadRequest } from './problem.js'

/** A request's query, by name. */
export type Query = Readonly<Record<string, string>>

/** @throws {ProblemError} 400 if the value is not a whole number in decimal digits, or is out of range */
export function readNumber(
  query: Query,
  name: string,
  { byDefault, least, most }: { byDefault: number; least: number; most: number },
): number {
  const text = query[name]
  if (text === undefined) return byDefault
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  return throwBadRequest(`${name} must be a whole number from ${least} to ${most}, not "${text}".`)
}

const longestWaitMs = 300_000

/** The requested timeout in milliseconds. @throws {ProblemError} 400 if it is not a duration or is too long */
export function readTimeout({ timeout = '10s' }: Query): number {
  const ms = readDuration(/^\d+$/.test(timeout) ? Number(timeout) : timeout)
  if (ms <= longestWaitMs) return ms
  return throwBadRequest(`timeout must be at most 5m, not "${timeout}".`)
}

/** A wait in words: `10 s`, `250 ms`. */
export const toWaitText = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`)

/** Reads one of the given words. @throws {ProblemError} 400 that lists them */
export function readWord<Word extends string>(query: Query, name: string, words: readonly Word[]): Word | undefined {
  const text = query[name]
  if (text === undefined || words.includes(text as Word)) return text as Word | undefined
  return throwBadRequest(suggest(`value of ${name}`, text, words))
}

export const readChannel = (query: Query): Channel | undefined => readWord(query, 'channel', channels)

export const showsCodes = (query: Query): boolean => readWord(query, 'codes', ['masked', 'shown']) === 'shown'

/** A phone number in a path. @throws {ProblemError} 400 if it is not in E.164 */
export function requirePhoneNumber(text = ''): string {
  if (isE164(text)) return text
  return throwBadRequest(`"${text}" is not a phone number in E.164. Write it with its plus sign, like +13035551234.`)
}

/** Restores the plus sign, which an unescaped query turns into a space (H16). */
export function readPhoneNumber({ phone_number }: Query): string | undefined {
  return phone_number?.trim().replace(/^(?=\d)/, '+')
}

/**
 * The sandboxes that a request about several is meant for: those of `sandbox_prefix`, the one of `sandbox`, or all.
 *
 * @throws {ProblemError} 400 for both, and for an empty prefix
 */
export function readSandboxFilter({ sandbox, sandbox_prefix: prefix }: Query): SandboxFilter | undefined {
  if (prefix === undefined) return sandbox === undefined ? undefined : { name: sandbox }
  if (sandbox !== undefined)
    throwBadRequest('Use either sandbox, for one sandbox, or sandbox_prefix, for all whose names begin with it.')
  if (prefix === '')
    throwBadRequest('sandbox_prefix is empty. Add the beginning of a name, like sandbox_prefix=job-7-.')
  return { prefix }
}
