import { type AuditContext, isAcceptance, sendPost } from './context.js'
import type { EventDetails, EventType, ExampleEvent } from './event.js'
import type { Answered } from './judge-answer.js'
import type { ReceiverPost } from './post.js'

/** A type of event in the form in which a receiver accepts it. */
export interface AcceptedEvent {
  readonly eventType: EventType
  /** The types that it wants to see first for the same verification; empty for most receivers. */
  readonly leadIn: readonly EventType[]
}

/** The events before each type in the usual order. */
const predecessors: Readonly<Record<EventType, readonly EventType[]>> = {
  'verify.sent': [],
  'verify.delivered': ['verify.sent'],
  'verify.failed': ['verify.sent'],
  'verification.complete': ['verify.sent', 'verify.delivered'],
}

/** The types of events that the emulator sends. */
function eventTypesOf({ hasCompletionEvent }: AuditContext): EventType[] {
  const types = Object.keys(predecessors) as EventType[]
  return types.filter((type) => hasCompletionEvent || type !== 'verification.complete')
}

/** Sends a genuine event of each type and returns those that are accepted, if need be after their predecessors. */
export async function findAcceptedEvents(context: AuditContext): Promise<AcceptedEvent[]> {
  const accepted: AcceptedEvent[] = []
  for (const eventType of eventTypesOf(context)) {
    const leadIns = predecessors[eventType].length === 0 ? [[]] : [[], predecessors[eventType]]
    for (const leadIn of leadIns) {
      if (!isAcceptance(await sendTwin({ eventType, leadIn }, {}, context))) continue
      accepted.push({ eventType, leadIn })
      break
    }
  }
  return accepted
}

/** Sends a genuine event with IDs of its own. */
export function sendTwin(
  event: AcceptedEvent,
  details: Partial<EventDetails>,
  context: AuditContext,
): Promise<Answered> {
  return sendEvent(event, details, (content) => context.composer.sign(content), context)
}

/** Sends an event, after the events that the receiver wants to see first. */
export async function sendEvent(
  { eventType, leadIn }: AcceptedEvent,
  details: Partial<EventDetails>,
  toPost: (event: ExampleEvent) => ReceiverPost,
  context: AuditContext,
): Promise<Answered> {
  const { composer } = context
  const verificationId = composer.newId()
  for (const earlier of leadIn) await sendPost(composer.sign(composer.event(earlier, { verificationId })), context)
  return sendPost(toPost(composer.event(eventType, { ...details, verificationId })), context)
}
