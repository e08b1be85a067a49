import { type Event, nameOfEvent } from '../core/events.js'
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
  }
}

/** An event as the control API tells it. */
export function toHappening(event: Event): ControlWire['Happening'] {
  const about = event.kind === 'message' ? event.message.about : event.verification
  const verification = 'id' in about ? about : null
  const at = toInstant(event.at)
  const name = nameOfEvent(event)
  const what = event.kind === 'message' ? `a message arrived at ${about.phoneNumber}` : `${name.split('.').join(' ')}: ${about.phoneNumber}`
  return { at, event: name, verification_id: verification?.id ?? null, phone_number: about.phoneNumber, text: what }
}
