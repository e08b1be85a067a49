import { throwNotFound } from '../core/errors.js'
import type { WebhookDelivery } from '../core/webhook-records.js'
import { readPage, slicePage, toMeta } from '../wire/paging.js'
import { toVendorDelivery } from '../wire/webhook-delivery.js'
import { readDeliveryFilter } from '../wire/webhook-filter.js'
import type { HandlerTable } from './operation.js'

/** Default page size in this part of the vendor's document. */
const usualSize = 20

/** W11: the real service lists finished deliveries only. */
const isFinished = ({ state, attempts }: WebhookDelivery) =>
  (state === 'delivered' || state === 'failed') && attempts.length > 0

export const webhooks: HandlerTable<'GetPublicKey' | 'GetWebhookDeliveries' | 'GetWebhookDelivery'> = {
  GetPublicKey: ({ settings }) => ({ body: { data: { public: settings.webhooks.publicKey } } }),

  GetWebhookDeliveries: ({ state, settings }, { query }, { hints }) => {
    const page = readPage(query, settings.dialect, hints, { usual: usualSize })
    const isWanted = readDeliveryFilter(query)
    const all = [...state.webhooks.deliveries.values()]
      .filter(isFinished)
      .map(toVendorDelivery)
      .filter(isWanted)
      .reverse()
    return { body: { data: [...slicePage(all, page)], meta: toMeta(page, all.length) } }
  },

  GetWebhookDelivery: ({ state }, { path }) => {
    const delivery = state.webhooks.deliveries.get(path.id.toLowerCase())
    if (delivery === undefined || !isFinished(delivery))
      throwNotFound('W11', `this sandbox has no finished webhook delivery ${path.id}`)
    return { body: { data: toVendorDelivery(delivery) } }
  },
}
