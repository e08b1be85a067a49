import { Refusal, type Source } from './errors.js'
import type { LineType } from './overrides.js'
import { countryOf } from './phone-numbers.js'
import { builtInTestNumbers } from './test-numbers.js'
import type { World } from './world.js'

/** What a lookup finds out about a number (X3). */
export interface NumberFacts {
  readonly phoneNumber: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  readonly lineType: LineType
}

const tollFreeAreas = ['800', '833', '844', '855', '866', '877', '888']

/**
 * Looks up a number: the sandbox's own test number, a built-in one, or what its digits say. An unknown number is a mobile
 * one, as most numbers are that get a code.
 *
 * @throws {Refusal} 422 if the number is not in E.164, or cannot exist: the status is the one documented for lookups
 */
export function lookUpNumber({ state }: World, phoneNumber: string): NumberFacts {
  const country = requireCountry(phoneNumber, { parameter: 'phone_number' })
  const own = state.overrides.testNumbers.get(phoneNumber)?.lineType
  const lineType = own ?? builtInTestNumbers().get(phoneNumber)?.lineType ?? guessLineType(phoneNumber)
  return { phoneNumber, country, lineType }
}

function guessLineType(phoneNumber: string): LineType {
  if (!phoneNumber.startsWith('+1')) return 'mobile'
  const area = phoneNumber.slice(2, 5)
  if (tollFreeAreas.includes(area)) return 'toll free'
  return area === '900' ? 'premium rate' : 'mobile'
}

function requireCountry(phoneNumber: string, source: Source): string {
  try {
    return countryOf(phoneNumber, source)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { reasons, hint, rule } = error
    throw new Refusal(reasons, { status: 422, hint, rule: rule ?? undefined })
  }
}
