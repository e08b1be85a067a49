import type { VerificationFacts, WebhookEvent } from '../core/webhook-records.js'
import { toTimestamp } from './timestamp.js'
import type { Wire } from './types.js'

/**
 * The JSON that a receiver gets (W4).
 *
 * @param attempt from 1
 * @param url where it is posted
 */
export function toWebhook(event: WebhookEvent, attempt: number, url: string): Wire['VerifyWebhook'] {
  return { data: toWebhookEvent(event), meta: { attempt, delivered_to: url } }
}

/** The event in it, the same over all attempts. */
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
    // W5: the documented payload of a completion names the profile in its own way, and we keep the other name too.
    payload: isCompletion ? { ...payload, verify_profile_id: verification.profileId } : payload,
    record_type: 'event',
  }
}

/** W5: not the verification of the REST API. In the order of the documented example. */
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

/** H17: milliseconds and the zone, unlike in the REST API. */
function toOccurredAt(moment: number): string {
  return new Date(moment).toISOString().replace('Z', '+00:00')
}
