import { expect, test } from 'vitest'
import { exampleEvent } from '../../../src/audit/receiver/event.js'

const details = {
  id: '3bb6321b-abd5-4d60-8cf8-1e6026bb1c41',
  verificationId: '010d9dee-d86d-47d0-8d6c-20c0f95a79ec',
  occurredAt: Date.UTC(2025, 9, 8, 17, 16, 9, 602),
  attempt: 1,
  deliveredTo: 'https://example.com/webhooks',
  completionEvent: 'verification.complete',
}

test('W4, W5: an event has the keys of the vendor’s example, in the same order', () => {
  expect(JSON.stringify(exampleEvent({ ...details, eventType: 'verify.delivered' }), null, 1)).toBe(
    JSON.stringify(
      {
        data: {
          event_type: 'verify.delivered',
          id: '3bb6321b-abd5-4d60-8cf8-1e6026bb1c41',
          occurred_at: '2025-10-08T17:16:09.602+00:00',
          payload: {
            created_at: '2025-10-08T17:16:08.402000',
            custom_code: null,
            delivery_status: 'delivered',
            extension: null,
            failed_attempts: 0,
            id: '010d9dee-d86d-47d0-8d6c-20c0f95a79ec',
            mccmnc: null,
            phone_number: '+13035550100',
            profile_id: '4900019b-76da-b800-8000-000000000001',
            record_type: 'verification',
            status: 'pending',
            timeout_secs: null,
            type: 'sms',
            updated_at: '2025-10-08T17:16:09.602000',
          },
          record_type: 'event',
        },
        meta: { attempt: 1, delivered_to: 'https://example.com/webhooks' },
      },
      null,
      1,
    ),
  )
})

test('W3: the completion event can have another name', () => {
  const { data } = exampleEvent({ ...details, eventType: 'verification.complete', completionEvent: 'verify.finished' })
  expect(data).toMatchObject({ event_type: 'verify.finished', payload: { status: 'accepted' } })
})

test('W5: only verification.complete has verify_profile_id', () => {
  const payload = (eventType: 'verify.sent' | 'verification.complete') =>
    exampleEvent({ ...details, eventType }).data.payload
  expect(payload('verify.sent')).toMatchObject({ status: 'pending', delivery_status: 'sent' })
  expect(payload('verify.sent')).not.toHaveProperty('verify_profile_id')
  const complete = payload('verification.complete')
  expect(complete).toMatchObject({
    status: 'accepted',
    delivery_status: 'delivered',
    verify_profile_id: complete.profile_id,
  })
})
