import { isMatch, noFacts, useUp, type WebhookFaultDraft, type WebhookFaultRule } from './overrides.js'
import type { WebhookEvent, WebhookFault } from './webhook-records.js'
import type { World } from './world.js'

/** Adds a webhook fault after the existing ones. */
export function addWebhookFault(world: World, draft: WebhookFaultDraft): WebhookFaultRule {
  const { overrides } = world.state
  const rule = { id: `webhook_fault_${overrides.nextId++}`, ...draft }
  overrides.webhookFaults = [...overrides.webhookFaults, rule]
  world.recordChange({ table: 'overrides' })
  return rule
}

export function replaceWebhookFaults(world: World, drafts: readonly WebhookFaultDraft[]): void {
  world.state.overrides.webhookFaults = []
  world.recordChange({ table: 'overrides' })
  for (const draft of drafts) addWebhookFault(world, draft)
}

/** @returns the removed webhook fault, or undefined for an unknown id */
export function removeWebhookFault(world: World, id: string): WebhookFaultRule | undefined {
  const { overrides } = world.state
  const removed = overrides.webhookFaults.find((rule) => rule.id === id)
  if (removed === undefined) return undefined
  overrides.webhookFaults = overrides.webhookFaults.filter((rule) => rule !== removed)
  world.recordChange({ table: 'overrides' })
  return removed
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
