import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  Metadata,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max'

/** ISO 3166-1 countries without a numbering plan, which the numbering data does not list. */
const withoutPlan = ['AQ', 'BV', 'GS', 'HM', 'PN', 'TF', 'UM']

/**
 * Extracts the part of libphonenumber's data that rules V4, V5 and P7 need, as three small tables, so that the emulator
 * includes neither the library nor its metadata. test/core/phone-numbers.test.ts compares the result with the library.
 */
export function numberingSource(): string {
  const plans: string[] = []
  for (let callingCode = 1; callingCode <= 999; callingCode++) {
    const metadata = new Metadata()
    try {
      metadata.selectNumberingPlan(String(callingCode) as never)
    } catch {
      continue
    }
    const plan = metadata.numberingPlan
    if (!plan) continue
    const country = mainCountryOf(String(callingCode))
    plans.push(`${callingCode}:${country}:${plan.possibleLengths().join(',')}`)
  }
  const areas: Record<string, string[]> = {}
  for (let area = 200; area <= 999; area++) {
    const country = parsePhoneNumberFromString(`+1${area}2345678`)?.country
    if (country && country !== 'US') areas[country] = [...(areas[country] ?? []), String(area)]
  }
  const areaLines = Object.entries(areas).map(([country, codes]) => `  ${country}: '${codes.join(' ')}',`)
  const countries = [...getCountries(), ...withoutPlan].sort()
  return `/**
 * Plans with a space on both sides, each a calling code, the country it stands for (001: none), and the lengths that a national
 * number can have. They are a text because every start would pay for an object of them.
 */
export const numberingPlans = ' ${plans.join(' ')} '

/** Area codes of +1 that are not in the United States. */
export const areaCodes: Readonly<Record<string, string>> = {
${areaLines.join('\n')}
}

/** ISO 3166-1 alpha-2, and AC, TA and XK, which it only reserves but numbers are found in. */
export const countryCodes = '${countries.join(' ')}'
`
}

function mainCountryOf(callingCode: string): string {
  const sharing = getCountries().filter((country) => getCountryCallingCode(country) === callingCode)
  if (sharing.length <= 1) return sharing[0] ?? '001'
  const main: Record<string, CountryCode> = {
    '1': 'US',
    '7': 'RU',
    '39': 'IT',
    '44': 'GB',
    '47': 'NO',
    '61': 'AU',
    '212': 'MA',
    '262': 'RE',
    '290': 'SH',
    '358': 'FI',
    '590': 'GP',
    '599': 'CW',
  }
  const country = main[callingCode]
  if (!country)
    throw new Error(`+${callingCode} is shared by ${sharing.join(', ')}. Add its main country to tools/numbering.ts.`)
  return country
}
