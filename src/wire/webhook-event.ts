import type { VerificationFacts, WebhookEvent } from '../core/webhook-records.js'
import { toTimestamp } from './timestamp.js'
import type { Wire } from './types.js'

/**
 * Converts an event to the JSON that a receiver gets (W4).
 *
 * @param attempt from 1
 * @param url the target of the POST
 */
export function toWebhook(event: WebhookEvent, attempt: number, url: string): Wire['VerifyWebhook'] {
  return { data: toWebhookEvent(event), meta: { attempt, delivered_to: url } }
}

/** The event inside the webhook, the same for all attempts. */
export function toWebhookEvent({
  type,
  id,
  occurredAt,
  isCompletion,
  verification,
}: WebhookEvent): Wire['VerifyWebhook']['data'] {
  const payload = toPayload(verification)
  return {
    event_type: type,
    id,
    occurred_at: toOccurredAt(occurredAt),
    // W5: the documented payload of a completion has its own name for the profile; the other name is sent as well.
    payload: isCompletion ? { ...payload, verify_profile_id: verification.profileId } : payload,
    record_type: 'event',
  }
}

/** W5: different from the verification of the REST API. Members are in the order of the documented example. */
function toPayload(verification: VerificationFacts): Wire['VerifyWebhook']['data']['payload'] {
  const { id, channel, phoneNumber, profileId, customCode, status, delivery, failedChecks, extension, timeoutSecs } =
    verification
  return {
    created_at: toTimestamp(verification.createdAt),
    custom_code: customCode,
    delivery_status: delivery,
    extension,
    failed_attempts: failedChecks,
    id,
    mccmnc: null,
    phone_number: phoneNumber,
    profile_id: profileId,
    record_type: 'verification',
    status,
    timeout_secs: timeoutSecs,
    type: channel,
    updated_at: toTimestamp(verification.updatedAt),
  }
}

let latestMs = Number.NaN
let latest = ''

/** H17: milliseconds and a zone, unlike in the REST API. */
export function toOccurredAt(moment: number): string {
  // Many events happen in the same millisecond.
  if (moment !== latestMs) {
    latest = new Date(moment).toISOString().replace('Z', '+00:00')
    latestMs = moment
  }
  return latest
}
