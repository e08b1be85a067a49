import { lastMoment } from './clock.js'
import { mutateEvent, reachMutantWebhookFaults, takeMutantWebhookFault } from './mutant-webhooks.js'
import { Random } from './random.js'
import type { Delivery, Verification } from './records.js'
import { factsOf } from './webhook-facts.js'
import { delayOf, takeWebhookFault } from './webhook-faults.js'
import type {
  Attempt,
  VerificationFacts,
  WebhookDelivery,
  WebhookEvent,
  WebhookEventType,
  WebhookFault,
} from './webhook-records.js'
import type { World } from './world.js'

/** Maximum number of finished webhook deliveries that a sandbox keeps. */
export const mostFinished = 1000

/** Maximum number of queued deliveries. Further ones are dropped and reported. */
export const mostPending = 100_000

/** Sets the URL for webhooks of the sandbox's profiles without one (W1); null restores the URL of the settings. */
export function setWebhookUrl(world: World, url: string | null): void {
  world.state.overrides.webhookUrl = url
  world.recordChange({ table: 'overrides' })
}

/** Sets the additional headers of the sandbox's webhooks (W13); null restores those of the settings. */
export function setWebhookHeaders(world: World, headers: Readonly<Record<string, string>> | null): void {
  world.state.overrides.webhookHeaders = headers
  world.recordChange({ table: 'overrides' })
}

/** The additional headers of the sandbox's webhooks (W13). */
export function webhookHeadersOf({ state, settings }: World): Readonly<Record<string, string>> {
  return state.overrides.webhookHeaders ?? settings.webhooks.headers
}

/** The event for each step of a delivery to the handset (W2); null before it has started. */
const eventOfDelivery: Readonly<Record<Delivery, WebhookEventType | null>> = {
  queued: null,
  sent: 'verify.sent',
  delivered: 'verify.delivered',
  sending_failed: 'verify.failed',
  delivery_failed: 'verify.failed',
  delivery_unconfirmed: 'verify.failed',
}

/** The reverse mapping; if several steps have the same event, the most common one. */
const deliveryOfEvent: Readonly<Record<string, Delivery>> = {
  'verify.sent': 'sent',
  'verify.delivered': 'delivered',
  'verify.failed': 'delivery_failed',
}

/** Overrides for a triggered event. */
interface Forced {
  /** Null for no fault, whatever the rules say. */
  readonly fault?: WebhookFault | null
  readonly url?: string | undefined
  readonly facts?: Partial<VerificationFacts>
}

/** Announces a step on the way to the handset. */
export function announceDelivery(world: World, verification: Verification, at: number): void {
  const type = eventOfDelivery[verification.delivery]
  if (type !== null) announce(world, type, verification, at)
}

/** Announces the end of a verification (W3). */
export function announceCompletion(world: World, verification: Verification, at: number): void {
  const type = world.settings.webhooks.completionEvent
  if (type !== null) announce(world, type, verification, at, true)
}

/**
 * Creates an event of a verification in its current state, emits it, and queues deliveries to the profile's URLs.
 *
 * @returns the queued deliveries; empty if no URL is known (W1)
 */
function announce(
  world: World,
  type: WebhookEventType,
  verification: Verification,
  at: number,
  isCompletion = false,
  forced: Forced = {},
): WebhookDelivery[] {
  world.state.webhooks.createdCount++
  const urls = forced.url === undefined ? webhookUrlsOf(world, verification.profileId) : [forced.url]
  if (urls.length === 0 && !world.hasListeners()) return []
  const facts = { ...factsOf(verification), ...forced.facts }
  const [told, toldFacts] = urls.length === 0 ? [type, facts] : mutateEvent(world, type, facts, isCompletion)
  const { trace } = verification
  const event = createEvent(world, { type: told, occurredAt: at, isCompletion, verification: toldFacts, trace })
  world.emit({ kind: 'webhook-event', at, event })
  if (urls.length === 0) return []
  const rule = forced.fault === undefined ? takeWebhookFault(world, event) : null
  const fault = forced.fault ?? rule?.fault ?? takeMutantWebhookFault(world, type)
  const dueAt = Math.min(at + delayOf(fault, rule?.delayMs ?? null), lastMoment)
  const first = createDelivery(world, event, urls, fault, dueAt)
  return fault === 'duplicate' ? [first, createDelivery(world, event, urls, fault, dueAt)] : [first]
}

/**
 * Announces a verification on demand, as if it had just reached that state: an event never contradicts its own payload,
 * and its `updated_at` is the time of what it tells (W5).
 */
export function announceAgain(
  world: World,
  type: string,
  verification: Verification,
  forced: Omit<Forced, 'facts'>,
): WebhookDelivery[] {
  const isCompletion = type === world.settings.webhooks.completionEvent
  const { status, delivery } = verification
  const updatedAt = world.clock.now()
  const facts: Partial<VerificationFacts> = isCompletion
    ? { updatedAt, status: status === 'pending' ? 'accepted' : status }
    : { updatedAt, delivery: eventOfDelivery[delivery] === type ? delivery : (deliveryOfEvent[type] ?? delivery) }
  return announce(world, type, verification, updatedAt, isCompletion, { ...forced, facts })
}

function createEvent({ state: { webhooks } }: World, facts: Omit<WebhookEvent, 'id'>): WebhookEvent {
  return { id: idFrom(`${facts.verification.id}#${webhooks.createdCount}`), ...facts }
}

/** Derived from its purpose and not from the sandbox's sequence: a profile's URL must not change codes and IDs. */
const idFrom = (text: string) => Random.fromSeed(text).uuid()

/**
 * The URLs for the webhooks of a profile, in the order in which they are tried (W1): the profile's own, or the
 * sandbox's, or the emulator's. Empty if none is set.
 */
export function webhookUrlsOf({ state, settings }: World, profileId: string): readonly string[] {
  const profile = state.profiles.get(profileId)
  if (profile === undefined) return noUrls
  const { webhookUrl, webhookFailoverUrl } = profile
  if (webhookUrl !== null || webhookFailoverUrl !== null)
    return [webhookUrl, webhookFailoverUrl].filter((url) => url !== null)
  const fallback = state.overrides.webhookUrl ?? settings.webhooks.url
  return fallback === null ? noUrls : [fallback]
}

const noUrls: readonly string[] = []

function createDelivery(
  world: World,
  event: WebhookEvent,
  urls: readonly string[],
  fault: WebhookFault | null,
  dueAt: number,
): WebhookDelivery {
  const { webhooks } = world.state
  const id = idFrom(`${event.id}/${++webhooks.createdCount}`)
  const delivery: WebhookDelivery = { id, event, urls, fault, attempts: [], state: 'pending', dueAt: null, sequence: 0 }
  webhooks.deliveries.set(id, delivery)
  webhooks.pending++
  const isRefused = webhooks.pending > mostPending
  if (isRefused) webhooks.refused++
  if (isRefused || fault === 'dropped') {
    finish(world, delivery, 'dropped')
    world.emit({ kind: 'dropped', at: world.clock.now(), delivery })
  } else {
    schedule(world, delivery, dueAt)
  }
  return delivery
}

/** Adds the next attempt to the agenda. */
export function schedule(world: World, delivery: WebhookDelivery, at: number): void {
  delivery.dueAt = at
  world.agenda.add(at, 'webhook', delivery)
  world.recordChange({ table: 'webhooks', record: delivery })
}

/** Starts an attempt that is due by passing it to the dispatcher. */
export function beginAttempt(world: World, delivery: WebhookDelivery, at: number): void {
  if (delivery.state !== 'pending' || delivery.dueAt !== at) return
  delivery.dueAt = null
  world.post(delivery)
}

/** Passes a delivery to the dispatcher outside of its schedule, unless an attempt is in flight already. */
export function redeliver(world: World, delivery: WebhookDelivery): void {
  const isInFlight = delivery.state === 'pending' && delivery.dueAt === null
  if (!isInFlight) world.post(delivery)
}

/**
 * The URL for an attempt: all retries go to the primary URL first, then to the failover URL (W8). A redelivery goes to
 * the primary.
 *
 * @param number from 1
 */
export function urlOfAttempt(world: World, { urls, state }: WebhookDelivery, number: number): string {
  const index = state === 'pending' ? Math.floor((number - 1) / world.settings.webhooks.delaysMs.length) : 0
  return (urls[index] ?? urls[0]) as string
}

/** Records the result of an attempt: delivered, to be retried, or given up (W7, W8). */
export function endAttempt(world: World, delivery: WebhookDelivery, attempt: Attempt): void {
  const { webhooks } = world.state
  if (webhooks.deliveries.get(delivery.id) !== delivery) return // the sandbox was reset in the meantime
  const { delaysMs } = world.settings.webhooks
  delivery.attempts.push(attempt)
  delivery.sequence = ++webhooks.sequence
  const now = world.clock.now()
  const wasPending = delivery.state === 'pending'
  if (attempt.error === null) {
    reachMutantWebhookFaults(world, delivery)
    if (wasPending) finish(world, delivery, 'delivered')
    else delivery.state = 'delivered'
  } else if (wasPending && delivery.attempts.length < delaysMs.length * delivery.urls.length) {
    schedule(
      world,
      delivery,
      Math.min(now + (delaysMs[delivery.attempts.length % delaysMs.length] as number), lastMoment),
    )
  } else if (wasPending) {
    finish(world, delivery, 'failed')
  }
  world.recordChange({ table: 'webhooks', record: delivery })
  world.emit({ kind: 'attempt', at: now, delivery, attempt })
}

function finish(world: World, delivery: WebhookDelivery, state: 'delivered' | 'failed' | 'dropped'): void {
  const { webhooks } = world.state
  delivery.state = state
  delivery.dueAt = null
  webhooks.pending--
  webhooks.finished.push(delivery.id)
  if (webhooks.finished.length > mostFinished) webhooks.deliveries.delete(webhooks.finished.shift() as string)
  world.recordChange({ table: 'webhooks', record: delivery })
}
