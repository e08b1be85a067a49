import { isMatch, noFacts, useUp, type WebhookFaultDraft, type WebhookFaultRule } from './overrides.js'
import type { WebhookEvent, WebhookFault } from './webhook-records.js'
import type { World } from './world.js'

/** Adds webhook faults after the existing ones. */
export function addWebhookFaults(world: World, drafts: readonly WebhookFaultDraft[]): void {
  const { overrides } = world.state
  overrides.webhookFaults = [
    ...overrides.webhookFaults,
    ...drafts.map((draft) => ({ id: `webhook_fault_${overrides.nextId++}`, ...draft })),
  ]
  world.recordChange({ table: 'overrides' })
}

export function replaceWebhookFaults(world: World, drafts: readonly WebhookFaultDraft[]): void {
  world.state.overrides.webhookFaults = []
  addWebhookFaults(world, drafts)
}

/** Takes the first webhook fault that matches an event. The use is counted. */
export function takeWebhookFault(world: World, { type, verification }: WebhookEvent): WebhookFaultRule | null {
  const { overrides } = world.state
  if (overrides.webhookFaults.length === 0) return null
  const { phoneNumber, channel, profileId } = verification
  const facts = { ...noFacts, phoneNumber, channel, profileId }
  const rule = overrides.webhookFaults.find(
    ({ match }) => (match.eventType === undefined || match.eventType === type) && isMatch(match, facts),
  )
  if (rule === undefined) return null
  if (rule.remaining !== null) {
    if (useUp(rule)) overrides.webhookFaults = overrides.webhookFaults.filter((other) => other !== rule)
    world.recordChange({ table: 'overrides' })
  }
  return rule
}

/** Default delays. Milliseconds. */
const usualDelayMs: { readonly [M in WebhookFault]?: number } = {
  delayed: 30_000,
  // Long enough for the next webhook to overtake it.
  'out-of-order': 1000,
}

export function delayOf(fault: WebhookFault | null, delayMs: number | null): number {
  return fault === null ? 0 : (delayMs ?? usualDelayMs[fault] ?? 0)
}
