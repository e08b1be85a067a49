import type { NumberFacts } from '../core/number-lookup.js'
import type { LineType } from '../core/overrides.js'
import type { Wire } from './types.js'

/** The kinds of lookups, by the query parameter `type`. */
export const lookupTypes = ['carrier', 'caller-name'] as const
export type LookupType = (typeof lookupTypes)[number]

/** Line types that belong to a mobile network. */
const mobileTypes: readonly LineType[] = ['mobile', 'fixed line or mobile']

/**
 * Converts the facts about a number to the vendor's JSON (X3). The names are made up.
 *
 * @param type what was asked for; undefined for everything
 */
export function toNumberLookup(
  { phoneNumber, country, lineType }: NumberFacts,
  type: LookupType | undefined,
): Wire['NumberLookupRecord'] {
  const isMobile = mobileTypes.includes(lineType)
  const carrier = 'Example Carrier'
  return {
    record_type: 'number_lookup',
    phone_number: phoneNumber,
    national_format: toNationalFormat(phoneNumber),
    country_code: country,
    fraud: null,
    carrier: {
      name: carrier,
      type: lineType,
      mobile_country_code: isMobile ? country : '',
      mobile_network_code: isMobile ? `0${phoneNumber.slice(2, 5)}` : '',
      normalized_carrier: carrier,
      error_code: null,
    },
    portability: {
      ...{ lrn: '', ported_status: 'N', ported_date: '', ocn: '', line_type: lineType },
      ...{ spid: '', spid_carrier_name: carrier, spid_carrier_type: '' },
      ...{ altspid: '', altspid_carrier_name: '', altspid_carrier_type: '' },
      ...{ city: '', state: '' },
    },
    caller_name: { caller_name: type === 'carrier' ? '' : 'EXAMPLE CALLER', error_code: '' },
  }
}

/** As documented: the area code with a zero before it, then the rest with a hyphen. Only +1 has a known grouping. */
function toNationalFormat(phoneNumber: string): string {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(phoneNumber)
  return parts === null ? phoneNumber.slice(1) : `(0${parts[1]}) ${parts[2]}-${parts[3]}`
}
