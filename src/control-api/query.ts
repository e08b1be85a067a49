import type { SandboxFilter } from '../core/coverage-counts.js'
import { isE164 } from '../core/phone-numbers.js'
import { type Channel, channels } from '../core/records.js'
import { isSandboxName } from '../core/sandbox-name.js'
import { readDurationText } from '../wire/duration.js'
import { explainSandboxName } from '../wire/sandbox-name.js'
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
  const ms = readDurationText(timeout)
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

/**
 * @param given the text as it was sent
 * @throws {ProblemError} 400 for a text that is not a phone number in E.164
 */
export function requirePhoneNumber(text = '', given = text): string {
  if (isE164(text)) return text
  return throwBadRequest(`"${given}" is not a phone number in E.164. Write it with its plus sign, like +13035551234.`)
}

/**
 * A phone number in a query; its plus sign is restored, which an unescaped query turns into a space (H16).
 *
 * @throws {ProblemError} 400 if it is not in E.164
 */
export function readPhoneNumber({ phone_number: text }: Query): string | undefined {
  return text === undefined ? undefined : requirePhoneNumber(restorePlus(text), text)
}

/** The same where requests are looked for: applications also ask for numbers that are none, in which case they are kept as sent. */
export function readSentNumber({ phone_number: text }: Query): ((sent: string | null) => boolean) | undefined {
  if (text === undefined) return undefined
  if (text.trim() === '') throwBadRequest('phone_number is empty. Add a number, like phone_number=%2B13035551234.')
  const restored = restorePlus(text)
  return (sent) => sent === text || sent === restored
}

const restorePlus = (text: string) => text.trim().replace(/^(?=\d)/, '+')

/**
 * The sandboxes that a request about several is meant for: those of `sandbox_prefix`, the one of `sandbox`, or all.
 *
 * @throws {ProblemError} 400 for both, for an invalid name, and for a prefix that no name has
 */
export function readSandboxFilter({ sandbox, sandbox_prefix: prefix }: Query): SandboxFilter | undefined {
  if (prefix === undefined) {
    if (sandbox === undefined) return undefined
    return isSandboxName(sandbox) ? { name: sandbox } : throwBadRequest(explainSandboxName(sandbox))
  }
  if (sandbox !== undefined)
    throwBadRequest('Use either sandbox, for one sandbox, or sandbox_prefix, for all whose names begin with it.')
  if (prefix === '')
    throwBadRequest('sandbox_prefix is empty. Add the beginning of a name, like sandbox_prefix=job-7-.')
  if (!isSandboxName(prefix))
    throwBadRequest(
      `No sandbox has a name that begins with "${prefix}". Names have letters, digits, dots, dashes and underscores.`,
    )
  return { prefix }
}
