import { stringifyJson } from '../wire/deep-json.js'
import { isMaskedMember, maskAll, maskCodes, maskCodesInText, type Side } from '../wire/masking.js'

/** The path of a value: the names and indexes that lead to it. */
type Place = readonly (string | number)[]

export interface EntryMismatch {
  readonly place: Place
  /** Describes it. Most mismatches are only weighed. */
  readonly toSentence: () => string
  /** The number of expected values that are missing. */
  readonly weight: number
}

/**
 * Finds the differences between a value and the expected one. Objects match partially, everything else must be equal.
 * One-time codes are compared but not shown.
 */
export function findMismatches(wanted: unknown, actual: unknown, place: Place): EntryMismatch[] {
  if (isObject(wanted)) {
    if (!isObject(actual)) return [differ(place, wanted, actual)]
    return Object.entries(wanted).flatMap(([name, member]) =>
      findMismatches(member, Object.hasOwn(actual, name) ? actual[name] : undefined, [...place, name]),
    )
  }
  if (Array.isArray(wanted) && Array.isArray(actual) && wanted.length === actual.length) {
    return wanted.flatMap((member, index) => findMismatches(member, actual[index], [...place, index]))
  }
  return wanted === actual ? [] : [differ(place, wanted, actual)]
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const differ = (place: Place, wanted: unknown, actual: unknown): EntryMismatch => ({
  place,
  toSentence: () => toSentence(place, wanted, actual),
  weight: weigh(wanted),
})

/** The number of expected values, counted inside objects. */
function weigh(wanted: unknown): number {
  return isObject(wanted) ? Object.values(wanted).reduce<number>((sum, member) => sum + weigh(member), 0) || 1 : 1
}

function toSentence(place: Place, wanted: unknown, actual: unknown): string {
  const where = place
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`))
    .join('')
  const expected = `${where}: expected ${show(place, wanted)}`
  if (actual === undefined) return `${expected}, but it is missing`
  return isCode(place) ? `${where}: not the expected value` : `${expected}, got ${show(place, actual)}`
}

const longestValue = 200

/** Formats a value for a sentence: truncated if long, with its codes masked. */
export function show(place: Place, value: unknown): string {
  const text = stringifyJson(mask(place, value))
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text
}

function mask(place: Place, value: unknown): unknown {
  const side = sideOf(place)
  if (isCode(place)) return maskAll(value)
  if (side !== null) return typeof value === 'string' ? maskCodesInText(value) : maskCodes(side, value)
  if (place.length > 0 || !isObject(value)) return value
  // A complete expectation.
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mask([name], member)]))
}

/** Whether a place holds a one-time code. */
function isCode(place: Place): boolean {
  const side = sideOf(place)
  return side !== null && place.slice(1).some((step) => typeof step === 'string' && isMaskedMember(side, step))
}

function sideOf([first]: Place): Side | null {
  return first === 'request' || first === 'answer' ? first : null
}
