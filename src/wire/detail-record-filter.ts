import { refuse } from '../core/errors.js'
import type { Dialect } from '../core/settings.js'
import { readFilterTime } from './filter-time.js'
import type { Wire } from './types.js'

type DetailRecord = Wire['VerifyDetailRecord']
type Test = (record: DetailRecord) => boolean

/** The record types of verifications: the name that the vendor's guides use, and the one in its document. */
const ownTypes = ['verify_2fa', 'verify', 'verification_detail_record']

/** The other types of the vendor's document, whose records the emulator does not have. */
const otherTypes = [
  ...['ai-voice-assistant', 'amd', 'call-control', 'conference', 'conference-participant', 'embedding', 'fax'],
  ...['inference', 'inference-speech-to-text', 'media_storage', 'media-streaming', 'messaging', 'noise-suppression'],
  ...['recording', 'sip-trunking', 'siprec-client', 'stt', 'tts', 'webrtc', 'wireless'],
]

const dayMs = 86_400_000

/** What a query asks for. */
export interface DetailRecordQuery {
  /** Whether the records are those of verifications. */
  readonly isOfVerifications: boolean
  readonly isWanted: Test
  /** Whether the oldest record comes first. */
  readonly isAscending: boolean
  /** Names of filters and sort orders that were ignored (H18). */
  readonly ignored: readonly string[]
  /** Names of filters whose phone number has lost its plus sign: in a query it means a space. */
  readonly withoutPlus: readonly string[]
}

/**
 * Reads the query of a search for detail records (X3).
 *
 * @param now Unix milliseconds
 * @throws {Refusal} 400, 10015 unless the record type is a documented one, or absent in the `spec` dialect; for a time that
 *   cannot be read
 */
export function readDetailRecordQuery(
  query: Readonly<Record<string, string>>,
  dialect: Dialect,
  now: number,
): DetailRecordQuery {
  const recordType = query['filter[record_type]']
  // The vendor's document does not require the filter.
  const isOfVerifications = recordType === undefined ? dialect === 'spec' : ownTypes.includes(recordType)
  if (!isOfVerifications && (recordType === undefined || !otherTypes.includes(recordType)))
    refuse('10015', {
      rule: 'X3',
      source: { parameter: 'filter[record_type]' },
      hint: `${recordType ? `there is no record type ${recordType}` : 'the record type is missing'}; add filter[record_type]=verify_2fa to list verifications with their cost`,
    })
  const tests: Test[] = []
  const ignored: string[] = []
  for (const [name, value] of Object.entries(query)) {
    if (!/^filter\[|^sort$/.test(name) || name === 'filter[record_type]') continue
    if (name === 'sort' && /^-?created_at$/.test(value)) continue
    const test = readFilter(name, value, now)
    if (test === undefined) ignored.push(name)
    else tests.push(test)
  }
  return {
    isOfVerifications,
    isWanted: (record) => tests.every((test) => test(record)),
    isAscending: query.sort === 'created_at',
    ignored,
    withoutPlus: Object.keys(query).filter(
      (name) => name.startsWith('filter[') && /^ \d+$/.test(query[name] as string),
    ),
  }
}

/** Says which filters and sort orders were ignored, and the field that was probably meant (H18). */
export function describeIgnoredFilters(ignored: readonly string[]): string {
  const meant = ignored.flatMap((name) => {
    const field = /^filter\[(\w+)\]/.exec(name)?.[1] ?? ''
    return fields.filter((known) => known !== field && known.endsWith(field) && field !== '')
  })
  return [
    `ignored ${ignored.slice(0, 5).join(', ').slice(0, 200)}: not a field of these records, or a value that cannot be read`,
    ...(ignored.some((name) => name !== 'sort') ? ['the list is not narrowed by it'] : ['the list is newest first']),
    ...(meant[0] === undefined ? [] : [`did you mean filter[${meant[0]}]?`]),
  ].join('; ')
}

/**
 * @returns undefined for a parameter that is not a filter, or a range of dates that cannot be read
 * @throws {Refusal} 400, 10015 for a time that cannot be read
 */
function readFilter(name: string, value: string, now: number): Test | undefined {
  const [, field, operator = 'eq'] = /^filter\[(\w+)\](?:\[(\w+)\])?$/.exec(name) ?? []
  if (field === 'date_range') return readDateRange(value, now)
  if (field === 'status') return readFilter(`filter[delivery_status][${operator}]`, value, now)
  if (field === undefined || !isField(field)) return undefined
  const isTime = field === 'created_at' || field === 'updated_at'
  const test = isTime ? compareTimes(operator, name, value) : compareTexts(operator, value)
  return test && ((record) => test(record[field]))
}

const fields = [
  ...(['id', 'verify_profile_id', 'verify_channel_id', 'verify_channel_type', 'destination_phone_number'] as const),
  ...(['verification_status', 'delivery_status', 'rate', 'verify_usage_fee', 'currency'] as const),
  ...(['created_at', 'updated_at'] as const),
]

const isField = (name: string): name is (typeof fields)[number] => fields.some((field) => field === name)

function compareTexts(operator: string, value: string): ((text: string) => boolean) | undefined {
  switch (operator) {
    case 'eq':
      return (text) => text === value
    case 'contains':
      return (text) => text.includes(value)
    case 'starts_with':
      return (text) => text.startsWith(value)
    case 'ends_with':
      return (text) => text.endsWith(value)
    default:
      return undefined
  }
}

const comparisons: Readonly<Record<string, (at: number, moment: number) => boolean>> = {
  eq: (at, moment) => at === moment,
  gt: (at, moment) => at > moment,
  gte: (at, moment) => at >= moment,
  lt: (at, moment) => at < moment,
  lte: (at, moment) => at <= moment,
}

function compareTimes(operator: string, name: string, value: string): ((text: string) => boolean) | undefined {
  const isWanted = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined
  if (isWanted === undefined) return undefined
  const moment = readFilterTime(name, value, 'X3')
  return (text) => isWanted(Date.parse(text), moment)
}

/** Ranges of whole UTC days; a week begins on Monday. */
function readDateRange(value: string, now: number): Test | undefined {
  const today = Math.floor(now / dayMs) * dayMs
  const date = new Date(today)
  const weekStart = today - ((date.getUTCDay() + 6) % 7) * dayMs
  const monthStart = (offset: number) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset, 1)
  const ranges: Readonly<Record<string, readonly [from: number, to: number]>> = {
    yesterday: [today - dayMs, today],
    today: [today, today + dayMs],
    tomorrow: [today + dayMs, today + 2 * dayMs],
    last_week: [weekStart - 7 * dayMs, weekStart],
    this_week: [weekStart, weekStart + 7 * dayMs],
    next_week: [weekStart + 7 * dayMs, weekStart + 14 * dayMs],
    last_month: [monthStart(-1), monthStart(0)],
    this_month: [monthStart(0), monthStart(1)],
    next_month: [monthStart(1), monthStart(2)],
  }
  const days = /^last_(\d{1,4})_days$/.exec(value)?.[1]
  const named = Object.hasOwn(ranges, value) ? ranges[value] : undefined
  const range = days === undefined ? named : ([today - Number(days) * dayMs, today + dayMs] as const)
  if (range === undefined) return undefined
  const [from, to] = range
  return ({ created_at }) => Date.parse(created_at) >= from && Date.parse(created_at) < to
}
