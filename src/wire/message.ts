import { type EntryEvent, type EventEntry, toEventEntry } from '../core/journal-entry.js'
import type { Message } from '../core/records.js'
import { toInstant } from './timestamp.js'
import type { ControlWire } from './types.js'

export function toMessage(message: Message): ControlWire['Message'] {
  const { about } = message
  const verification = 'id' in about ? about : null
  return {
    id: `message_${message.sequence}`,
    phone_number: about.phoneNumber,
    channel: message.channel,
    code: about.code,
    text: message.text,
    verification_id: verification?.id ?? null,
    from: message.from,
    sent_at: toInstant(message.sentAt),
    expires_at: verification === null ? null : toInstant(verification.expiresAt),
    status: verification?.status ?? null,
    delivery: verification?.delivery ?? null,
    failed_checks: verification?.failedChecks ?? 0,
  }
}

/** Converts an event for the control API. */
export function toClockEvent(event: EntryEvent): ControlWire['ClockEvent'] {
  const entry = toEventEntry(event)
  return {
    at: toInstant(event.at),
    event: entry.event,
    verification_id: entry.verificationId,
    phone_number: entry.phoneNumber,
    text: toSentence(event.kind, entry),
  }
}

function toSentence(kind: EntryEvent['kind'], { event, phoneNumber, text }: EventEntry): string {
  if (kind === 'attempt' || kind === 'dropped') return text ?? ''
  return kind === 'message' ? `message arrived at ${phoneNumber}` : `${event.split('.').join(' ')}: ${phoneNumber}`
}
