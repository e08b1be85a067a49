import { isCodeField, maskAll, maskCodes, maskCodesInText, type Side } from '../wire/masking.js'

/** Where something stands: the names and indexes that lead to it. */
type Place = readonly (string | number)[]

export interface Mismatch {
  readonly sentence: string
  /** How many of the wanted values are not there. */
  readonly weight: number
}

/**
 * Where something is other than wanted: of an object only the members that are wanted are looked at,
 * everything else is equal or not. One-time codes are compared but not told.
 */
export function findMismatches(wanted: unknown, actual: unknown, place: Place): Mismatch[] {
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

const differ = (place: Place, wanted: unknown, actual: unknown) => ({
  sentence: toSentence(place, wanted, actual),
  weight: weigh(wanted),
})

/** Of an object, how many values are wanted in it. */
function weigh(wanted: unknown): number {
  return isObject(wanted) ? Object.values(wanted).reduce<number>((sum, member) => sum + weigh(member), 0) || 1 : 1
}

function toSentence(place: Place, wanted: unknown, actual: unknown): string {
  const where = place
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`))
    .join('')
  const expected = `${where}: expected ${show(place, wanted)}`
  if (actual === undefined) return `${expected}, but there is none`
  return isCode(place) ? `${where}: not the expected one` : `${expected}, got ${show(place, actual)}`
}

const longestValue = 200

/** A value to be read in a sentence, cut where it is long, with its codes masked. */
export function show(place: Place, value: unknown): string {
  const text = JSON.stringify(mask(place, value))
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text
}

function mask(place: Place, value: unknown): unknown {
  const side = sideOf(place)
  if (isCode(place)) return maskAll(value)
  if (side !== null) return typeof value === 'string' ? maskCodesInText(value) : maskCodes(side, value)
  if (place.length > 0 || !isObject(value)) return value
  // An expectation whole.
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mask([name], member)]))
}

/** Whether it is a one-time code that stands there. */
function isCode(place: Place): boolean {
  const side = sideOf(place)
  return side !== null && place.slice(1).some((step) => typeof step === 'string' && isCodeField(side, step))
}

function sideOf([first]: Place): Side | null {
  return first === 'request' || first === 'answer' ? first : null
}
