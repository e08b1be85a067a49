import { refuse } from '../core/errors.js'
import { lookUpNumber } from '../core/number-lookup.js'
import { toDetailRecord } from '../wire/detail-record.js'
import { readDetailRecordQuery } from '../wire/detail-record-filter.js'
import { type LookupType, lookupTypes, toNumberLookup } from '../wire/number-lookup.js'
import { readPage, slicePage, toMeta } from '../wire/paging.js'
import type { HandlerTable } from './operation.js'

/** The canned credit limit and pending amount are those of the vendor's example. US dollars. */
const creditLimit = 100
const pending = 10

/** The page sizes in this part of the vendor's document. */
const usualSize = 20
const largestSize = 50

/** X3: operations beside Verify that programs ask before they use it. */
export const neighbors: HandlerTable<'GetUserBalance' | 'LookupNumber' | 'SearchDetailRecords'> = {
  GetUserBalance: ({ settings: { balance } }) => ({
    body: {
      data: {
        record_type: 'balance',
        balance: balance.toFixed(2),
        pending: pending.toFixed(2),
        credit_limit: creditLimit.toFixed(2),
        available_credit: (balance + creditLimit).toFixed(2),
        currency: 'USD',
      },
    },
    hint: 'this balance is canned and does not change; set it with --balance',
  }),

  LookupNumber: (world, { path, query }) => ({
    body: { data: toNumberLookup(lookUpNumber(world, path.phone_number), readLookupType(query.type)) },
    hint: 'this lookup is canned, and the real service charges for it; a test number with a line type changes it',
  }),

  SearchDetailRecords: ({ state, settings, clock }, { query }) => {
    const { isOfVerifications, isWanted, isAscending, ignored } = readDetailRecordQuery(query, clock.now())
    const page = readPage(query, settings.dialect, usualSize, largestSize)
    const verifications = isOfVerifications ? [...state.verifications.values()] : []
    const found = verifications.map((verification) => toDetailRecord(verification, settings.prices)).filter(isWanted)
    if (!isAscending) found.reverse()
    const hints = [
      ...(isOfVerifications ? [] : [`the emulator has no records of type ${query['filter[record_type]']}`]),
      ...(ignored.length === 0
        ? []
        : [`ignored: ${ignored.join(', ')}, which is not a filter or has an unknown value`]),
    ]
    return {
      body: { data: [...slicePage(found, page)], meta: toMeta(page, found.length) },
      ...(hints.length > 0 && { hint: hints.join('; ') }),
    }
  },
}

/** @throws {Refusal} 422, 10032 for an unknown type */
function readLookupType(type: string | undefined): LookupType | undefined {
  if (type === undefined || lookupTypes.some((known) => known === type)) return type as LookupType | undefined
  refuse('10032', `The value must be one of ${lookupTypes.join(', ')}.`, {
    rule: 'X3',
    source: { parameter: 'type' },
    hint: `you sent type=${type}`,
  })
}
