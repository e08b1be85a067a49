import type { WebhookFaultDraft, WebhookFaultRule, WebhookMatch } from '../core/overrides.js'
import { readDelay } from './duration.js'
import { InputError } from './input-error.js'
import { fromSharedMatch, readSharedMatch, toSharedMatch } from './match.js'
import { suggest } from './suggest.js'
import type { ControlWire } from './types.js'

/**
 * @param eventNames the events that are sent
 * @throws {InputError} for a delay that has no effect, and for a match of no webhook
 */
export function readWebhookFault(
  { match = {}, fault, delay, times }: ControlWire['WebhookFaultRequest'],
  eventNames: readonly string[],
): WebhookFaultDraft {
  if (delay !== undefined && fault !== 'delayed' && fault !== 'out-of-order')
    throw new InputError(`"delay" applies to delayed and out-of-order, not to ${fault}.`)
  const { event_type: eventType } = match
  if (eventType !== undefined && !eventNames.includes(eventType))
    throw new InputError(suggest('event', eventType, eventNames))
  return {
    match: { eventType, ...readSharedMatch(match) },
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
  return { eventType: match.event_type, ...fromSharedMatch(match) }
}

function toMatch(match: WebhookMatch): ControlWire['WebhookFaultRule']['match'] {
  return { ...(match.eventType && { event_type: match.eventType }), ...toSharedMatch(match) }
}
