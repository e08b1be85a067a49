import type { MischiefDraft, MischiefRule, WebhookMatch } from '../core/webhook-faults.js'
import { readDelay } from './delay.js'
import type { ControlWire } from './types.js'
import { Unusable } from './input-error.js'

/** @throws {Unusable} */
export function readMischief({ match, mischief, delay, times }: ControlWire['MischiefRequest']): MischiefDraft {
  if (delay !== undefined && mischief !== 'delayed' && mischief !== 'out-of-order')
    throw new Unusable(`"delay" belongs to delayed and out-of-order, not to ${mischief}.`)
  return { match: fromMatch(match), mischief, delayMs: delay === undefined ? null : readDelay(delay), remaining: times ?? null }
}

export function toMischiefRule({ id, match, mischief, delayMs, remaining }: MischiefRule): ControlWire['MischiefRule'] {
  return { id, match: toMatch(match), mischief, ...(delayMs !== null && { delay_ms: delayMs }), times: remaining }
}

export function fromMischiefRule({ id, match, mischief, delay_ms, times }: ControlWire['MischiefRule']): MischiefRule {
  return { id, match: fromMatch(match), mischief, delayMs: delay_ms ?? null, remaining: times }
}

function fromMatch(match: ControlWire['MischiefRule']['match'] = {}): WebhookMatch {
  const { event_type: eventType, phone_number: phoneNumber, channel, verify_profile_id: profileId } = match
  return { eventType, phoneNumber, channel, profileId }
}

function toMatch({ eventType, phoneNumber, channel, profileId }: WebhookMatch): ControlWire['MischiefRule']['match'] {
  return {
    ...(eventType && { event_type: eventType }),
    ...(phoneNumber && { phone_number: phoneNumber }),
    ...(channel && { channel }),
    ...(profileId && { verify_profile_id: profileId }),
  }
}
