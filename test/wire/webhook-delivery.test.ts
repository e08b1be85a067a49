import { expect, test } from 'vitest'
import { lastMoment } from '../../src/core/clock.js'
import type { WebhookDelivery } from '../../src/core/webhook-records.js'
import { toVendorDelivery } from '../../src/wire/webhook-delivery.js'

test('W11: an attempt at the end of the clock finishes there, however long it took', () => {
  const delivery: WebhookDelivery = {
    id: 'd',
    event: {
      id: 'e',
      type: 'verify.sent',
      occurredAt: lastMoment,
      isCompletion: false,
      verification: {
        id: 'v',
        channel: 'sms',
        phoneNumber: '+13035551234',
        profileId: 'p',
        customCode: null,
        status: 'pending',
        delivery: 'sent',
        failedChecks: 0,
        extension: null,
        timeoutSecs: null,
        createdAt: lastMoment,
        updatedAt: lastMoment,
      },
      trace: null,
    },
    urls: ['http://localhost/'],
    fault: null,
    attempts: [
      {
        number: 1,
        url: 'http://localhost/',
        startedAt: lastMoment,
        tookMs: 12.6,
        status: 200,
        error: null,
        request: { headers: {}, body: '' },
        response: { headers: {}, body: '' },
      },
    ],
    state: 'delivered',
    dueAt: null,
    sequence: 1,
  }
  const { finished_at, attempts } = toVendorDelivery(delivery)
  expect([finished_at, attempts?.[0]?.finished_at]).toEqual(['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'])
})
