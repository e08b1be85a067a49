import { channelRules } from './channels.js'
import type { Decision } from './decision.js'
import { putMessage } from './inbox.js'
import type { DeliveryResult, Verification } from './records.js'
import { planDelivery } from './scenarios.js'
import { findTemplate } from './templates.js'
import { announceCompletion, announceDelivery } from './webhooks.js'
import type { World } from './world.js'

/** Sends a verification on its way; unless planned otherwise it arrives at once (V13). */
export function beginDelivery(world: World, verification: Verification, decision: Decision): void {
  const plan = planDelivery(world, verification, decision)
  const now = world.clock.now()
  if (plan.result !== 'sending_failed') {
    setDelivery(world, verification, 'sent', now)
    announceDelivery(world, verification, now)
  }
  if (plan.afterMs <= 0) {
    finishDelivery(world, verification, plan.result, now)
    return
  }
  verification.due = { at: now + plan.afterMs, delivery: plan.result }
  world.agenda.add(verification.due.at, 'delivery', verification)
}

/** What has been under way arrives, or turns out not to have. */
export function finishDelivery(world: World, verification: Verification, result: DeliveryResult, at: number): void {
  verification.due = null
  if (result === 'delivered') arrive(world, verification, at)
  setDelivery(world, verification, result, at)
  // C11: a call that was not answered ends the verification, a text does not.
  if (
    result !== 'delivered' &&
    verification.status === 'pending' &&
    channelRules[verification.channel].endsWhenUndelivered
  ) {
    settle(world, verification, 'error', at)
  }
  announceDelivery(world, verification, at) // with the status that the failure left it in
}

/** Ends a pending verification whose call was not answered, when only somebody else could know (C11). */
export function markUnanswered(world: World, verification: Verification): void {
  if (verification.status === 'pending') settle(world, verification, 'error', world.clock.now())
}

/** Puts what the handset gets into the inbox. */
export function arrive(world: World, verification: Verification, at: number): void {
  const { channel } = verification
  putMessage(world, verification, channel, channelRules[channel].compose(carriageOf(world, verification)), at)
}

/** Takes a verification out of `pending`, for good. */
export function settle(
  world: World,
  verification: Verification,
  status: 'accepted' | 'invalid' | 'expired' | 'error',
  at: number,
): void {
  verification.status = status
  verification.updatedAt = at
  world.recordChange({ table: 'verifications', record: verification })
  world.emit({ kind: 'settled', at, verification })
  announceCompletion(world, verification, at)
}

function setDelivery(world: World, verification: Verification, delivery: Verification['delivery'], at: number): void {
  verification.delivery = delivery
  world.recordChange({ table: 'verifications', record: verification })
  world.emit({ kind: 'delivery', at, verification })
}

function carriageOf(world: World, verification: Verification) {
  const { code, phoneNumber, timeoutSecs } = verification
  // The profile may be gone by the time a slow message arrives; it is then written as for a bare one.
  const profile = world.state.profiles.get(verification.profileId)
  const settings = profile?.channels[verification.channel]
  const template = settings?.messagingTemplateId
    ? (findTemplate(world, settings.messagingTemplateId)?.text ?? null)
    : null
  return { code, phoneNumber, timeoutSecs, template, settings, appName: settings?.appName ?? profile?.name ?? '' } // T6
}
