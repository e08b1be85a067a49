import { readFilterTime } from './filter-time.js'
import { parseTime } from './timestamp.js'
import type { Wire } from './types.js'

type VendorDelivery = Wire['webhook_delivery']
/** Whether a delivery's time is after a filter's, or the same. */
const isSince = (time: string, value: string) => parseTime(time) >= parseTime(value)
const isUntil = (time: string, value: string) => parseTime(time) <= parseTime(value)

type Test = (delivery: VendorDelivery, value: string) => boolean

/** The filters of the list of webhook deliveries (W11). */
const filters: Readonly<Record<string, Test>> = {
  'filter[status][eq]': ({ status }, value) => status === value,
  'filter[event_type]': ({ webhook }, value) => value.split(',').includes(webhook.event_type),
  'filter[webhook][contains]': ({ webhook }, value) => JSON.stringify(webhook).includes(value),
  'filter[attempts][contains]': ({ attempts }, value) => JSON.stringify(attempts).includes(value),
  'filter[started_at][gte]': ({ started_at }, value) => isSince(started_at, value),
  'filter[started_at][lte]': ({ started_at }, value) => isUntil(started_at, value),
  'filter[finished_at][gte]': ({ finished_at }, value) => isSince(finished_at, value),
  'filter[finished_at][lte]': ({ finished_at }, value) => isUntil(finished_at, value),
}

/** Returns a predicate for a query's filters; other parameters are ignored. @throws {Refusal} 400, 10015 for an invalid time */
export function readDeliveryFilter(query: Readonly<Record<string, string>>): (delivery: VendorDelivery) => boolean {
  const wanted = Object.entries(query).flatMap(([name, value]) => {
    const test = Object.hasOwn(filters, name) ? filters[name] : undefined
    if (/_at\]/.test(name) && test !== undefined) readFilterTime(name, value, 'W11')
    return test === undefined ? [] : [(delivery: VendorDelivery) => test(delivery, value)]
  })
  return (delivery) => wanted.every((test) => test(delivery))
}
