import type { VerificationFacts, WebhookEvent } from '../core/webhook-records.js'
import { escapeJson } from './plain-json.js'
import { toTimestamp } from './timestamp.js'
import { toOccurredAt } from './webhook-event.js'

/**
 * Writes an event as the JSON text that a receiver gets: the same text as `JSON.stringify(toWebhook(...))` in less time,
 * since the shape is known (W4).
 *
 * @param attempt from 1
 * @param url the target of the POST
 */
export function toWebhookText(event: WebhookEvent, attempt: number, url: string): string {
  const { type, id, occurredAt, isCompletion, verification } = event
  const completion = isCompletion ? `,"verify_profile_id":"${escapeJson(verification.profileId)}"` : ''
  const start = `{"data":{"event_type":"${escapeJson(type)}","id":"${escapeJson(id)}","occurred_at":"${toOccurredAt(occurredAt)}"`
  const end = `},"record_type":"event"},"meta":{"attempt":${attempt},"delivered_to":"${escapeJson(url)}"}}`
  return `${start},"payload":{${toPayloadText(verification)}${completion}${end}`
}

/** W5: the members in the order of `toWebhook`. */
function toPayloadText(facts: VerificationFacts): string {
  const { customCode, extension } = facts
  const who = `"id":"${escapeJson(facts.id)}","mccmnc":null,"phone_number":"${escapeJson(facts.phoneNumber)}","profile_id":"${escapeJson(facts.profileId)}"`
  const code = customCode === null ? 'null' : `"${escapeJson(customCode)}"`
  const delivery = `"delivery_status":"${facts.delivery}","extension":${extension === null ? 'null' : `"${escapeJson(extension)}"`}`
  const state = `"record_type":"verification","status":"${facts.status}","timeout_secs":${facts.timeoutSecs},"type":"${facts.channel}"`
  return `"created_at":"${toTimestamp(facts.createdAt)}","custom_code":${code},${delivery},"failed_attempts":${facts.failedChecks},${who},${state},"updated_at":"${toTimestamp(facts.updatedAt)}"`
}
