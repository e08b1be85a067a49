import type { VerificationFacts, WebhookDelivery, WebhookLog } from '../core/webhook-records.js'
import { mostFinished, schedule } from '../core/webhooks.js'
import type { World } from '../core/world.js'
import { isPause, mapInSteps, type Steps } from '../wire/steps.js'
import { fromTimestamp, toTimestamp } from '../wire/timestamp.js'
import { fromTraceHeaders, toTraceHeaders } from '../wire/trace.js'
import type { ControlWire } from '../wire/types.js'
import { fromAttempt, toAttempt } from '../wire/webhook-delivery.js'

type Stored = ControlWire['StoredWebhookDelivery']

/** The number of deliveries that are converted without a pause. */
const inSlice = 250

/** The webhook state of a sandbox in the format of files, with the given deliveries. */
export function toStoredWebhooks(
  { createdCount: made, sequence, refused }: WebhookLog,
  deliveries: Iterable<WebhookDelivery>,
): ControlWire['StoredWebhooks'] {
  return { made, sequence, refused, deliveries: Array.from(deliveries, toStored) }
}

/** Like `toStoredWebhooks` with all deliveries, in slices: yields when others may run. */
export function* toStoredWebhooksInSlices(log: WebhookLog): Steps<ControlWire['StoredWebhooks']> {
  return { ...toStoredWebhooks(log, []), deliveries: yield* mapInSteps(log.deliveries.values(), toStored, inSlice) }
}

function toStored({ id, event, urls, fault, state, dueAt, sequence, attempts }: WebhookDelivery): Stored {
  return {
    id,
    event: {
      id: event.id,
      type: event.type,
      occurred_at: toTimestamp(event.occurredAt),
      ...(event.isCompletion && { completion: true }),
      verification: toStoredFacts(event.verification),
      ...toTraceHeaders(event.trace),
    },
    urls: [...urls],
    ...(fault !== null && { fault }),
    state,
    ...(dueAt !== null && { due_at: toTimestamp(dueAt) }),
    ...(sequence > 0 && { sequence }),
    ...(attempts.length > 0 && { attempts: attempts.map(toAttempt) }),
  }
}

function toStoredFacts(facts: VerificationFacts): Stored['event']['verification'] {
  return {
    id: facts.id,
    type: facts.channel,
    phone_number: facts.phoneNumber,
    verify_profile_id: facts.profileId,
    ...(facts.customCode !== null && { custom_code: facts.customCode }),
    status: facts.status,
    delivery: facts.delivery,
    ...(facts.failedChecks > 0 && { failed_checks: facts.failedChecks }),
    ...(facts.extension !== null && { extension: facts.extension }),
    ...(facts.timeoutSecs !== null && { timeout_secs: facts.timeoutSecs }),
    created_at: toTimestamp(facts.createdAt),
    updated_at: toTimestamp(facts.updatedAt),
  }
}

/**
 * Adds the webhook state of a file to a fresh world, in slices; unfinished deliveries continue where they stopped (W8).
 */
export function* fillWebhooks(world: World, stored: ControlWire['StoredWebhooks']): Steps {
  const { webhooks } = world.state
  webhooks.createdCount = stored.made
  webhooks.sequence = stored.sequence
  webhooks.refused = stored.refused
  for (const [index, one] of forgetOldest(stored.deliveries ?? []).entries()) {
    if (isPause(index, inSlice)) yield
    const delivery = fromStored(one)
    webhooks.deliveries.set(delivery.id, delivery)
    if (delivery.state === 'pending') {
      webhooks.pending++
      // An attempt in progress when the emulator stopped may have arrived; receivers detect duplicates by ID (W9).
      schedule(world, delivery, delivery.dueAt ?? world.clock.now())
    } else {
      webhooks.finished.push(delivery.id)
    }
  }
}

/** Drops the oldest finished deliveries, because a log holds more of them than a sandbox keeps. */
function forgetOldest(all: readonly Stored[]): readonly Stored[] {
  let surplus = all.filter(({ state }) => state !== 'pending').length - mostFinished
  return surplus <= 0 ? all : all.filter(({ state }) => state === 'pending' || surplus-- <= 0)
}

function fromStored({ id, event, urls, fault, state, due_at, sequence = 0, attempts = [] }: Stored): WebhookDelivery {
  return {
    id,
    event: {
      id: event.id,
      type: event.type,
      occurredAt: fromTimestamp(event.occurred_at),
      isCompletion: event.completion ?? false,
      verification: fromStoredFacts(event.verification),
      trace: fromTraceHeaders(event),
    },
    urls,
    fault: fault ?? null,
    attempts: attempts.map(fromAttempt),
    state,
    dueAt: due_at === undefined ? null : fromTimestamp(due_at),
    sequence,
  }
}

function fromStoredFacts(facts: Stored['event']['verification']): VerificationFacts {
  return {
    id: facts.id,
    channel: facts.type,
    phoneNumber: facts.phone_number,
    profileId: facts.verify_profile_id,
    customCode: facts.custom_code ?? null,
    status: facts.status,
    delivery: facts.delivery,
    failedChecks: facts.failed_checks ?? 0,
    extension: facts.extension ?? null,
    timeoutSecs: facts.timeout_secs ?? null,
    createdAt: fromTimestamp(facts.created_at),
    updatedAt: fromTimestamp(facts.updated_at),
  }
}
