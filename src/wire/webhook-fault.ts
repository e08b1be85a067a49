import type { WebhookFaultDraft, WebhookFaultRule, WebhookMatch } from '../core/overrides.js'
import { readDelay } from './duration.js'
import { InputError } from './input-error.js'
import type { ControlWire } from './types.js'

/** @throws {InputError} */
export function readWebhookFault({
  match,
  fault,
  delay,
  times,
}: ControlWire['WebhookFaultRequest']): WebhookFaultDraft {
  if (delay !== undefined && fault !== 'delayed' && fault !== 'out-of-order')
    throw new InputError(`"delay" belongs to delayed and out-of-order, not to ${fault}.`)
  return {
    match: fromMatch(match),
    fault,
    delayMs: delay === undefined ? null : readDelay(delay),
    remaining: times ?? null,
  }
}

export function toWebhookFaultRule({
  id,
  match,
  fault,
  delayMs,
  remaining,
}: WebhookFaultRule): ControlWire['WebhookFaultRule'] {
  return { id, match: toMatch(match), fault, ...(delayMs !== null && { delay_ms: delayMs }), times: remaining }
}

export function fromWebhookFaultRule({
  id,
  match,
  fault,
  delay_ms,
  times,
}: ControlWire['WebhookFaultRule']): WebhookFaultRule {
  return { id, match: fromMatch(match), fault, delayMs: delay_ms ?? null, remaining: times }
}

function fromMatch(match: ControlWire['WebhookFaultRule']['match'] = {}): WebhookMatch {
  const { event_type: eventType, phone_number: phoneNumber, channel, verify_profile_id: profileId } = match
  return { eventType, phoneNumber, channel, profileId }
}

function toMatch({
  eventType,
  phoneNumber,
  channel,
  profileId,
}: WebhookMatch): ControlWire['WebhookFaultRule']['match'] {
  return {
    ...(eventType && { event_type: eventType }),
    ...(phoneNumber && { phone_number: phoneNumber }),
    ...(channel && { channel }),
    ...(profileId && { verify_profile_id: profileId }),
  }
}
