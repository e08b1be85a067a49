import { toWebhook } from '../../wire/webhook-event.js'

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
  'verify.sent': { status: 'pending', delivery: 'sent' },
  'verify.delivered': { status: 'pending', delivery: 'delivered' },
  'verification.complete': { status: 'accepted', delivery: 'delivered' },
} as const

/** An event as the vendor sends it: the envelope (W4) and the payload (W5). */
export function exampleEvent({ id, eventType, verificationId, occurredAt, attempt, deliveredTo }: EventDetails) {
  const verification = {
    id: verificationId,
    ...stages[eventType],
    channel: 'sms',
    phoneNumber: '+13035550100',
    profileId: '4900019b-76da-b800-8000-000000000001',
    customCode: null,
    failedChecks: 0,
    extension: null,
    timeoutSecs: null,
    createdAt: occurredAt - 1200,
    updatedAt: occurredAt,
  } as const
  const isCompletion = eventType === 'verification.complete'
  return toWebhook({ id, type: eventType, occurredAt, isCompletion, verification }, attempt, deliveredTo)
}

export type ExampleEvent = ReturnType<typeof exampleEvent>
