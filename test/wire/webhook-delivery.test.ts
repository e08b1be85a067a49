import { expect, test } from 'vitest'
import { lastMoment } from '../../src/core/clock.js'
import type { Attempt, WebhookDelivery } from '../../src/core/webhook-records.js'
import { toVendorDelivery } from '../../src/wire/webhook-delivery.js'

const attempt = {
  url: 'http://a.test',
  startedAt: lastMoment,
  tookMs: 12,
  error: 'refused',
  status: null,
  response: null,
}
const delivery = {
  id: 'x',
  event: {
    id: 'e',
    type: 'verify.sent',
    occurredAt: lastMoment,
    isCompletion: false,
    verification: { createdAt: 0, updatedAt: 0 },
  },
  state: 'failed',
  attempts: [{ ...attempt, number: 1, request: { headers: {}, body: '' } } as Attempt],
} as unknown as WebhookDelivery

test('W11: an attempt at the end of the year 9999 finishes within it', () => {
  const { attempts, finished_at } = toVendorDelivery(delivery)
  expect([attempts[0]?.finished_at, finished_at]).toEqual(['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'])
})
