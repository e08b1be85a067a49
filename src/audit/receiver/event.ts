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
  /** The name of the event that ends a verification (W3). */
  readonly completionEvent: string
}

/** The types of events, by their usual names. */
export type EventType = keyof typeof stages

/** The state of a verification at each event. */
const stages = {
  'verify.sent': { status: 'pending', delivery: 'sent' },
  'verify.delivered': { status: 'pending', delivery: 'delivered' },
  'verify.failed': { status: 'pending', delivery: 'delivery_failed' },
  'verification.complete': { status: 'accepted', delivery: 'delivered' },
} as const

/** The usual name of the contested event (W3). */
export const usualCompletionEvent = 'verification.complete' satisfies EventType

/** An event as the vendor sends it: the envelope (W4) and the payload (W5). */
export function exampleEvent(details: EventDetails) {
  const { id, eventType, verificationId, occurredAt, attempt, deliveredTo, completionEvent } = details
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
  const isCompletion = eventType === usualCompletionEvent
  const type = isCompletion ? completionEvent : eventType
  return toWebhook({ id, type, occurredAt, isCompletion, verification, trace: null }, attempt, deliveredTo)
}

export type ExampleEvent = ReturnType<typeof exampleEvent>
