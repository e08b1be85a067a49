import type { AgendaItem } from '../core/agenda.js'
import type { DueList } from '../core/due.js'
import { toInstant } from './timestamp.js'
import type { ControlWire } from './types.js'

/** Converts due items for the control API. */
export function toDueList({ items, total }: DueList): { due: ControlWire['DueEvent'][]; due_total: number } {
  return { due: items.map(toDueEvent), due_total: total }
}

function toDueEvent(item: AgendaItem): ControlWire['DueEvent'] {
  const at = toInstant(item.at)
  if (item.kind === 'webhook') {
    const { id, event, attempts, urls } = item.about
    const { phoneNumber } = event.verification
    const attempt = attempts.length + 1
    return {
      at,
      kind: 'webhook',
      event: event.type,
      phone_number: phoneNumber,
      verification_id: event.verification.id,
      webhook_id: id,
      attempt,
      text: `attempt ${attempt} to post ${event.type} of ${phoneNumber} to ${urls[0]}`,
    }
  }
  const { id, phoneNumber, due } = item.about
  const event = item.kind === 'expiry' ? 'verification.expired' : `delivery.${due?.delivery}`
  return {
    at,
    kind: item.kind,
    event,
    phone_number: phoneNumber,
    verification_id: id,
    webhook_id: null,
    attempt: null,
    text: `${event.split('.').join(' ')}: ${phoneNumber}`,
  }
}
