import { areaCodes, countryCodes, numberingPlans } from '../spec/numbering.js'
import { refuse, type Source } from './errors.js'

/** The numbering plan of a calling code. */
interface Plan {
  readonly country: string
  /** Lengths that a national number can have. */
  readonly lengths: readonly number[]
}

/** The plans that were asked for, by calling code; null for a code without a plan. */
const plans = new Map<string, Plan | null>()

/** Finds a plan. It is read when it is first asked for, because most programs send to one country. */
function findPlan(callingCode: string): Plan | null {
  let plan = plans.get(callingCode)
  if (plan === undefined) {
    plan = readPlan(callingCode)
    plans.set(callingCode, plan)
  }
  return plan
}

function readPlan(callingCode: string): Plan | null {
  const start = numberingPlans.indexOf(` ${callingCode}:`) + 1
  if (start === 0) return null
  const [, country = '', lengths = ''] = numberingPlans.slice(start, numberingPlans.indexOf(' ', start)).split(':')
  return { country, lengths: lengths.split(',').map(Number) }
}

/** The countries of the area codes that were asked for. */
const countries = new Map<string, string>()

/** The country of an area code within +1. */
function countryOfArea(area: string): string {
  let country = countries.get(area)
  if (country === undefined) {
    country = Object.keys(areaCodes).find((name) => areaCodes[name]?.includes(area)) ?? 'US'
    countries.set(area, country)
  }
  return country
}

/** Whether a text is the code of a country, like US. */
export const isCountry = (text: string): boolean => /^[A-Z]{2}$/.test(text) && countryCodes.includes(text)

/** Whether a text is a phone number in E.164, like +13035551234 (V4). */
export function isE164(text: string): boolean {
  const { length } = text
  if (length < 8 || length > 16 || text[0] !== '+' || text[1] === '0') return false
  for (let at = 1; at < length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x30 || unit > 0x39) return false
  }
  return true
}

/**
 * The country of an E.164 number: by calling code, and within +1 by area code, where an unknown one counts as US (V5).
 * `001` is used for calling codes without a country.
 *
 * @throws {Refusal} 400, 10016 if it is not E.164; 400, 10002 if no such number can exist (V4)
 */
export function countryOf(phoneNumber: string, source: Source): string {
  if (!isE164(phoneNumber)) throwNotE164(phoneNumber, source)
  for (let length = 1; length <= 3; length++) {
    const plan = findPlan(phoneNumber.slice(1, 1 + length))
    if (plan === null) continue
    const { country, lengths } = plan
    const nationalLength = phoneNumber.length - 1 - length
    if (!lengths.includes(nationalLength)) {
      throwImpossible(
        `a +${phoneNumber.slice(1, 1 + length)} number has ${orList(lengths)} digits after the calling code, not ${nationalLength}`,
        source,
      )
    }
    return country === 'US' ? countryOfArea(phoneNumber.slice(2, 5)) : country
  }
  return throwImpossible(`no calling code begins with +${phoneNumber.slice(1, 4)}`, source)
}

const orList = (lengths: readonly number[]) => lengths.join(' or ')

function throwNotE164(phoneNumber: string, source: Source): never {
  const meant = toMeantNumber(phoneNumber)
  refuse('10016', {
    rule: 'V4',
    source,
    hint: `write the number in E.164: a plus sign, the calling code and digits only, like +13035551234${meant === null ? '' : `; did you mean ${meant}?`}`,
  })
}

/** The number that a text without calling code, plus sign or with separators probably stands for; null if none can exist. */
function toMeantNumber(text: string): string | null {
  const digits = text.replace(/^00/, '').replace(/\D/g, '')
  // Ten digits as in (303) 555-1234 are how numbers of +1 are written at home.
  const isNational = !text.includes('+') && /^[2-9]\d\d[2-9]\d{6}$/.test(digits)
  const number = `+${isNational ? '1' : ''}${digits}`
  if (!isE164(number)) return null
  try {
    countryOf(number, { pointer: '' })
    return number
  } catch {
    return null
  }
}

function throwImpossible(hint: string, source: Source): never {
  refuse('10002', { rule: 'V4', source, hint })
}
