import { type Channel, channels } from '../core/records.js'
import { suggest } from '../wire/suggest.js'
import { throwBadRequest } from './problem.js'

/** A request's query, by name. */
export type Query = Readonly<Record<string, string>>

/** @throws {ProblemError} 400 when it is no number, or out of range */
export function readNumber(
  query: Query,
  name: string,
  { byDefault, least, most }: { byDefault: number; least: number; most: number },
): number {
  const text = query[name]
  if (text === undefined) return byDefault
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (value >= least && value <= most) return value
  return throwBadRequest(`${name} must be a number from ${least} to ${most}, not "${text}".`)
}

/** One of some words. @throws {ProblemError} 400 that lists them */
export function readWord<Word extends string>(query: Query, name: string, words: readonly Word[]): Word | undefined {
  const text = query[name]
  if (text === undefined || words.includes(text as Word)) return text as Word | undefined
  return throwBadRequest(suggest(`value of ${name}`, text, words))
}

export const readChannel = (query: Query): Channel | undefined => readWord(query, 'channel', channels)

export const showsCodes = (query: Query): boolean => readWord(query, 'codes', ['masked', 'shown']) === 'shown'

/** A plus sign in a query reads as a space; no phone number has one (H16). */
export function readPhoneNumber({ phone_number }: Query): string | undefined {
  return phone_number?.trim().replace(/^(?=\d)/, '+')
}
