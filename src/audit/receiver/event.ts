import { toTimestamp } from '../../wire/timestamp.js'

/** The properties in which example events differ. */
export interface EventDetails {
  /** The same for all attempts (W4). */
  readonly id: string
  readonly eventType: EventType
  readonly verificationId: string
  /** Unix milliseconds. */
  readonly occurredAt: number
  readonly attempt: number
  readonly deliveredTo: string
}

export type EventType = keyof typeof stages

/** The state of a verification at each event. */
const stages = {
  'verify.sent': { status: 'pending', delivery_status: 'sent' },
  'verify.delivered': { status: 'pending', delivery_status: 'delivered' },
  'verification.complete': { status: 'accepted', delivery_status: 'delivered' },
} as const

const profileId = '4900019b-76da-b800-8000-000000000001'

/** An event as the vendor sends it: the envelope (W4) and the payload (W5), with keys in the order of the vendor's example. */
export function exampleEvent({ id, eventType, verificationId, occurredAt, attempt, deliveredTo }: EventDetails) {
  const { status, delivery_status } = stages[eventType]
  return {
    data: {
      event_type: eventType as string,
      id,
      occurred_at: new Date(occurredAt).toISOString().replace('Z', '+00:00'),
      payload: {
        created_at: toTimestamp(occurredAt - 1200),
        custom_code: null,
        delivery_status,
        extension: null,
        failed_attempts: 0,
        id: verificationId,
        mccmnc: null,
        phone_number: '+13035550100',
        profile_id: profileId,
        record_type: 'verification',
        status,
        timeout_secs: null,
        type: 'sms',
        updated_at: toTimestamp(occurredAt),
        ...(eventType === 'verification.complete' && { verify_profile_id: profileId }),
      },
      record_type: 'event',
    },
    meta: { attempt, delivered_to: deliveredTo },
  }
}

export type ExampleEvent = ReturnType<typeof exampleEvent>
