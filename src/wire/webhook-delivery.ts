import { lastMoment } from '../core/clock.js'
import type { Attempt, WebhookDelivery } from '../core/webhook-records.js'
import { fromInstant, toInstant } from './timestamp.js'
import type { ControlWire, Wire } from './types.js'
import { toWebhookEvent } from './webhook-event.js'

/** A fixed user ID: the schema requires one, but the emulator has no users. */
const userId = '00000000-0000-4000-8000-000000000000'

/** Converts a finished webhook delivery to the format in which the real service lists it (W11). */
export function toVendorDelivery(delivery: WebhookDelivery): Wire['webhook_delivery'] {
  const { id, event, state, attempts } = delivery
  const last = attempts.at(-1)
  return {
    id,
    record_type: 'webhook_delivery',
    user_id: userId,
    status: state === 'delivered' ? 'delivered' : 'failed',
    started_at: toInstant(attempts[0]?.startedAt ?? event.occurredAt),
    finished_at: toInstant(last === undefined ? event.occurredAt : finishedAt(last)),
    webhook: { ...toWebhookEvent(event), payload: { ...toWebhookEvent(event).payload } },
    attempts: attempts.map(toVendorAttempt).reverse(),
  }
}

function toVendorAttempt(attempt: Attempt): Wire['attempt'] {
  const { url, startedAt, status, error, request, response } = attempt
  return {
    status: error === null ? 'delivered' : 'failed',
    started_at: toInstant(startedAt),
    finished_at: toInstant(finishedAt(attempt)),
    http: {
      request: { url, headers: Object.entries(request.headers) },
      ...(response !== null &&
        status !== null && { response: { status, headers: Object.entries(response.headers), body: response.body } }),
    },
  }
}

/** An attempt takes real time, which continues even if the sandbox's clock has reached its end. */
const finishedAt = ({ startedAt, tookMs }: Attempt) => Math.min(startedAt + Math.round(tookMs), lastMoment)

/** Converts a webhook delivery for the control API. */
export function toWebhookDelivery(delivery: WebhookDelivery): ControlWire['WebhookDelivery'] {
  const { id, event, urls, fault, attempts, state, dueAt } = delivery
  return {
    id,
    event_id: event.id,
    event_type: event.type,
    occurred_at: toInstant(event.occurredAt),
    phone_number: event.verification.phoneNumber,
    verification_id: event.verification.id,
    state,
    fault,
    urls: [...urls],
    due_at: dueAt === null ? null : toInstant(dueAt),
    attempts: attempts.map(toAttempt),
    ...(event.isCompletion && { hint: hintOnCompletion(event.type) }),
  }
}

/** W3: receivers that know the documented events only may refuse it. */
function hintOnCompletion(eventType: string): string {
  return `The event ${eventType} is contested (W3): the vendor documents that the end of a verification is reported, but calls only verify.sent, verify.delivered and verify.failed stable. Answer 2xx to event types that you do not handle. To switch it off, start the emulator with --completion-event off.`
}

export function toAttempt(attempt: Attempt): ControlWire['WebhookAttempt'] {
  const { number, url, reroutedTo, startedAt, tookMs, status, error, request, response } = attempt
  return {
    number,
    url,
    ...(reroutedTo !== undefined && { rerouted_to: reroutedTo }),
    started_at: toInstant(startedAt),
    took_ms: tookMs,
    status,
    error,
    request: { headers: request.headers, body: request.body },
    response,
  }
}

/** The reverse of toAttempt. */
export function fromAttempt(stored: ControlWire['WebhookAttempt']): Attempt {
  const { number, url, rerouted_to, started_at, took_ms: tookMs, status, error, request, response } = stored
  const startedAt = fromInstant(started_at)
  return { number, url, reroutedTo: rerouted_to, startedAt, tookMs, status, error, request, response }
}
