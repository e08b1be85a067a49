import type { MutantId } from './mutants.js'
import { lies } from './mutation.js'
import type { VerificationFacts, WebhookDelivery, WebhookEventType, WebhookFault } from './webhook-records.js'
import type { World } from './world.js'

/** The mutants that are webhook faults. */
const webhookFaults: Readonly<Partial<Record<MutantId, WebhookFault>>> = {
  'webhook-dropped': 'dropped',
  'webhook-wrong-signature': 'wrong-signature',
  'webhook-wrong-key': 'wrong-key',
  'webhook-altered-body': 'altered-body',
  'webhook-stale-timestamp': 'stale-timestamp',
  'webhook-duplicated': 'duplicate',
  'webhook-reordered': 'out-of-order',
}

/** The webhook fault of the active mutant, for a webhook that no other fault changes. */
export function takeMutantWebhookFault({ mutation }: World, type: WebhookEventType): WebhookFault | null {
  const mutant = mutation?.active
  if (mutation === null || mutant == null) return null
  if (mutant === 'webhook-reordered' && type !== 'verify.sent') return null // what follows it overtakes it
  const fault = webhookFaults[mutant] ?? null
  if (fault !== null) mutation.reach(mutant)
  return fault
}

/** Records that the suite has a receiver, and so reached the mutants that would break this webhook. */
export function reachMutantWebhookFaults({ mutation }: World, { fault }: WebhookDelivery): void {
  if (mutation === null || mutation.active !== null || fault !== null) return
  for (const mutant of Object.keys(webhookFaults)) mutation.reach(mutant as MutantId)
}

/** An event as the active mutant tells it: a verification that ended otherwise was accepted, a failed message arrived. */
export function mutateEvent(
  world: World,
  type: WebhookEventType,
  facts: VerificationFacts,
  isCompletion: boolean,
): readonly [WebhookEventType, VerificationFacts] {
  if (world.mutation === null) return [type, facts]
  if (isCompletion && facts.status !== 'accepted' && lies(world, 'webhook-ends-accepted'))
    return [type, { ...facts, status: 'accepted' }]
  if (type === 'verify.failed' && lies(world, 'webhook-failure-delivered'))
    return ['verify.delivered', { ...facts, delivery: 'delivered' }]
  return [type, facts]
}
