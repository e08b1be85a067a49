import { expect, test } from 'vitest'
import { useApi } from '../support/emulator.js'

const dayMs = 86_400_000
const toUuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

/** Opens an emulator on a Wednesday, with a record for the first and the last millisecond of each day of four months. */
async function useDays() {
  const from = Date.UTC(2026, 0, 1)
  const moments = Array.from({ length: 120 }, (_, day) => [from + day * dayMs, from + (day + 1) * dayMs - 1]).flat()
  const { get } = await useApi({
    now: () => Date.UTC(2026, 2, 11, 12),
    fixtures: {
      version: 1,
      verifications: moments.map((moment, index) => ({
        id: toUuid(index),
        phone_number: index % 2 === 0 ? '+13035551234' : '+442079460123',
        created_at: new Date(moment).toISOString().replace('Z', '000'),
      })),
    },
  })
  const read = (query: string) => get(`/detail_records?filter[record_type]=verify_2fa&${query}`)
  return {
    read,
    /** The days of the first and the last record, and the number of all. */
    find: async (query: string) => {
      const [first, last] = [await read(`${query}&sort=created_at`), await read(`${query}&sort=-created_at`)]
      const toDay = ({ body }: typeof first) => body.data[0]?.created_at.slice(5, 10)
      return [toDay(first), toDay(last), first.body.meta.total_results]
    },
  }
}

test('X3: a date range is whole days of UTC, weeks from Monday, or months', async () => {
  const { find } = await useDays()
  for (const [range, first, last, days] of [
    ['yesterday', '03-10', '03-10', 1],
    ['today', '03-11', '03-11', 1],
    ['tomorrow', '03-12', '03-12', 1],
    ['last_week', '03-02', '03-08', 7],
    ['this_week', '03-09', '03-15', 7],
    ['next_week', '03-16', '03-22', 7],
    ['last_month', '02-01', '02-28', 28],
    ['this_month', '03-01', '03-31', 31],
    ['next_month', '04-01', '04-30', 30],
    ['last_3_days', '03-08', '03-11', 4],
  ] as const)
    expect([range, ...(await find(`filter[date_range]=${range}`))]).toEqual([range, first, last, 2 * days])
})

test('X3: times and texts are compared with the operator of the filter', async () => {
  const { find } = await useDays()
  for (const [filter, first, last, total] of [
    ['[created_at]=2026-03-11', '03-11', '03-11', 1],
    ['[created_at][eq]=2026-03-11', '03-11', '03-11', 1],
    ['[created_at][gt]=2026-03-11', '03-11', '04-30', 101],
    ['[created_at][gte]=2026-03-11', '03-11', '04-30', 102],
    ['[created_at][lt]=2026-03-11', '01-01', '03-10', 138],
    ['[created_at][lte]=2026-03-11', '01-01', '03-11', 139],
    // The codes expired after five minutes.
    ['[updated_at][lt]=2026-03-11T00:05Z', '01-01', '03-10', 138],
    ['[updated_at][lte]=2026-03-11T00:05Z', '01-01', '03-11', 139],
    [`[id]=${toUuid(2)}`, '01-02', '01-02', 1],
    ['[destination_phone_number][contains]=2079', '01-01', '04-30', 120],
    ['[destination_phone_number][starts_with]=%2B1', '01-01', '04-30', 120],
    ['[destination_phone_number][ends_with]=0123', '01-01', '04-30', 120],
    ['[destination_phone_number][ends_with]=079', undefined, undefined, 0],
    ['[status]=delivered', '01-01', '04-30', 240],
    ['[status][starts_with]=sent', undefined, undefined, 0],
  ] as const)
    expect([filter, ...(await find(`filter${filter}`))]).toEqual([filter, first, last, total])
})

test.each([
  'filter[created_at][constructor]=2026-03-11',
  'filter[id][matches]=1',
  'filter[date_range]=constructor',
  'filter[date_range]=last_days',
  'sort=id',
])('X3: %s is ignored, and the hint says so', async (query) => {
  const { read } = await useDays()
  const { status, body, headers } = await read(query)
  expect([status, body.meta.total_results]).toEqual([200, 240])
  expect(headers.get('x-emulator-hint')).toContain(`ignored ${query.split('=')[0]}: `)
})

test('X3: nothing is called ignored in a query that is understood', async () => {
  const { read } = await useDays()
  const { headers } = await read('filter[date_range]=today&filter[id][contains]=0&sort=-created_at')
  expect(headers.get('x-emulator-hint')).toBeNull()
})
