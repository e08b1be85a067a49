import fc from 'fast-check'
import { expect, test } from 'vitest'
import { channels } from '../../src/core/records.js'
import type { WebhookEvent } from '../../src/core/webhook-records.js'
import { toWebhook } from '../../src/wire/webhook-event.js'
import { toWebhookText } from '../../src/wire/webhook-text.js'

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.uuid(),
  fc.constantFrom('', '"', '\\', '\u007f', '\u2028', '\ud800', '+13035551234'),
)
const moment = fc.integer({ min: 0, max: 253_402_300_799_999 })

const event: fc.Arbitrary<WebhookEvent> = fc.record({
  id: text,
  type: text,
  occurredAt: moment,
  isCompletion: fc.boolean(),
  trace: fc.constant(null),
  verification: fc.record({
    id: text,
    channel: fc.constantFrom(...channels),
    phoneNumber: text,
    profileId: text,
    customCode: fc.option(text),
    status: fc.constantFrom('pending', 'accepted', 'invalid', 'expired', 'error'),
    delivery: fc.constantFrom('queued', 'sent', 'delivered', 'delivery_failed'),
    failedChecks: fc.nat(),
    extension: fc.option(text),
    timeoutSecs: fc.option(fc.nat()),
    createdAt: moment,
    updatedAt: moment,
  }),
})

test('the text of any webhook is the JSON of its object', () => {
  fc.assert(
    fc.property(event, fc.integer({ min: 1 }), text, (one, attempt, url) => {
      expect(toWebhookText(one, attempt, url)).toBe(JSON.stringify(toWebhook(one, attempt, url)))
    }),
    { seed: 1 },
  )
})
