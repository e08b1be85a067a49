import { nameOfEvent } from '../core/events.js'
import { type EntryEvent, toEventEntry } from '../core/journal-entry.js'
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
  const { phoneNumber, verificationId, text } = toEventEntry(event)
  const name = nameOfEvent(event)
  const texts = {
    message: `message arrived at ${phoneNumber}`,
    call: `${name.split('.').join(' ')}: ${phoneNumber}`,
    attempt: text ?? '',
    dropped: text ?? '',
    delivery: `${name.split('.').join(' ')}: ${phoneNumber}`,
    settled: `${name.split('.').join(' ')}: ${phoneNumber}`,
  }
  return {
    at: toInstant(event.at),
    event: name,
    verification_id: verificationId,
    phone_number: phoneNumber,
    text: texts[event.kind],
  }
}
