import type { Wire } from './types.js'

type VendorDelivery = Wire['webhook_delivery']
type Test = (delivery: VendorDelivery, value: string) => boolean

/** What the list of webhook deliveries can be narrowed by (W11). */
const filters: Readonly<Record<string, Test>> = {
  'filter[status][eq]': ({ status }, value) => status === value,
  'filter[event_type]': ({ webhook }, value) => value.split(',').includes(webhook.event_type),
  'filter[webhook][contains]': ({ webhook }, value) => JSON.stringify(webhook).includes(value),
  'filter[attempts][contains]': ({ attempts }, value) => JSON.stringify(attempts).includes(value),
  'filter[started_at][gte]': ({ started_at }, value) => Date.parse(started_at) >= Date.parse(value),
  'filter[started_at][lte]': ({ started_at }, value) => Date.parse(started_at) <= Date.parse(value),
  'filter[finished_at][gte]': ({ finished_at }, value) => Date.parse(finished_at) >= Date.parse(value),
  'filter[finished_at][lte]': ({ finished_at }, value) => Date.parse(finished_at) <= Date.parse(value),
}

/** Whether a delivery passes all filters of a query; other parameters are ignored. */
export function readDeliveryFilter(query: Readonly<Record<string, string>>): (delivery: VendorDelivery) => boolean {
  const wanted = Object.entries(query).flatMap(([name, value]) => {
    const test = Object.hasOwn(filters, name) ? filters[name] : undefined
    return test === undefined ? [] : [(delivery: VendorDelivery) => test(delivery, value)]
  })
  return (delivery) => wanted.every((test) => test(delivery))
}
