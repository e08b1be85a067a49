import { detailOf } from '../core/error-codes.js'
import { Refusal } from '../core/errors.js'
import { lookUpNumber } from '../core/number-lookup.js'
import { toDetailRecord } from '../wire/detail-record.js'
import { describeIgnoredFilters, readDetailRecordQuery } from '../wire/detail-record-filter.js'
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
  GetUserBalance: ({ settings: { balance } }, _, { hints }) => {
    hints.push('this balance is canned and does not change; set it with --balance')
    return {
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
    }
  },

  LookupNumber: (world, { path, query }, { hints }) => {
    const data = toNumberLookup(lookUpNumber(world, path.phone_number), readLookupType(query.type))
    hints.push(
      'this lookup is canned, and the real service charges for it; a test number with a line type changes the answer',
    )
    return { body: { data } }
  },

  SearchDetailRecords: ({ state, settings, clock }, { query }, { hints }) => {
    const { isOfVerifications, isWanted, isAscending, ignored, withoutPlus } = readDetailRecordQuery(
      query,
      settings.dialect,
      clock.now(),
    )
    const page = readPage(query, settings.dialect, hints, { usual: usualSize, most: largestSize })
    const verifications = isOfVerifications ? [...state.verifications.values()] : []
    const found = verifications.map((verification) => toDetailRecord(verification, settings.prices)).filter(isWanted)
    if (!isAscending) found.reverse()
    if (!isOfVerifications) hints.push(`the emulator has no records of type ${query['filter[record_type]']}`)
    if (ignored.length > 0) hints.push(describeIgnoredFilters(ignored))
    if (withoutPlus.length > 0)
      hints.push(`the plus sign of ${withoutPlus.join(', ').slice(0, 200)} became a space; write it as %2B`)
    return { body: { data: [...slicePage(found, page)], meta: toMeta(page, found.length) } }
  },
}

/** @throws {Refusal} 422, 10032 for an unknown type */
function readLookupType(type: string | undefined): LookupType | undefined {
  if (type === undefined || lookupTypes.some((known) => known === type)) return type as LookupType | undefined
  const detail = detailOf('10032', { values: lookupTypes.join(', ') })
  throw new Refusal([{ code: '10032', detail, source: { parameter: 'type' } }], {
    rule: 'X3',
    hint: `you sent type=${type}`,
  })
}
