import { channelRules } from './channels.js'
import type { Decision } from './decision.js'
import { putMessage } from './inbox.js'
import { lies } from './mutation.js'
import type { DeliveryResult, Verification } from './records.js'
import { planDelivery } from './scenarios.js'
import { findTemplate } from './templates.js'
import { announceCompletion, announceDelivery } from './webhooks.js'
import type { World } from './world.js'

/**
 * Starts the delivery of a verification. It arrives at once unless a scenario says otherwise (V13). A failure at
 * once follows the command, whose answer is pending (V2).
 */
export function beginDelivery(world: World, verification: Verification, decision: Decision): void {
  const plan = planDelivery(world, verification, decision)
  const now = world.clock.now()
  if (plan.result !== 'sending_failed') {
    setDelivery(world, verification, 'sent', now)
    announceDelivery(world, verification, now)
  }
  if (plan.afterMs <= 0) {
    const finish = () => finishDelivery(world, verification, plan.result, now)
    if (plan.result === 'delivered') finish()
    else world.afterwards.push(finish)
    return
  }
  verification.due = { at: now + plan.afterMs, delivery: plan.result }
  world.recordChange({ table: 'verifications', record: verification })
  world.agenda.add(verification.due.at, 'delivery', verification)
}

/** Ends a delivery: the message arrives, or the failure is recorded. */
export function finishDelivery(world: World, verification: Verification, result: DeliveryResult, at: number): void {
  verification.due = null
  if (result === 'delivered') deliverMessage(world, verification, at)
  setDelivery(world, verification, result, at)
  // C11: an unanswered call ends the verification. An undelivered text message or an unconfirmed call does not.
  const isUnanswered =
    (result === 'sending_failed' || result === 'delivery_failed') &&
    verification.status === 'pending' &&
    channelRules[verification.channel].endsWhenUnanswered
  if (isUnanswered) end(world, verification, 'error', at)
  announceDelivery(world, verification, at) // with the status after the failure
  if (isUnanswered) announceCompletion(world, verification, at)
}

/** Ends a pending verification whose call was not answered, as reported by another system (C11). */
export function markUnanswered(world: World, verification: Verification): void {
  if (verification.status === 'pending') settle(world, verification, 'error', world.clock.now())
}

/** Adds the message that the handset receives to the inbox. */
export function deliverMessage(world: World, verification: Verification, at: number): void {
  if (lies(world, 'nothing-is-sent')) return
  const { channel } = verification
  putMessage(world, verification, channel, channelRules[channel].compose(contentOf(world, verification)), at)
}

/** The text that a handset has received, or would receive now. */
export function textOf(world: World, verification: Verification): string {
  return verification.message?.text ?? channelRules[verification.channel].compose(contentOf(world, verification)).text
}

type FinalStatus = Exclude<Verification['status'], 'pending'>

/** Moves a verification out of `pending` permanently and announces it (W3). */
export function settle(world: World, verification: Verification, status: FinalStatus, at: number): void {
  end(world, verification, status, at)
  announceCompletion(world, verification, at)
}

function end(world: World, verification: Verification, status: FinalStatus, at: number): void {
  verification.status = status
  verification.updatedAt = at
  world.recordChange({ table: 'verifications', record: verification })
  world.emit({ kind: 'settled', at, verification })
}

function setDelivery(world: World, verification: Verification, delivery: Verification['delivery'], at: number): void {
  verification.delivery = delivery
  verification.updatedAt = at // W5
  world.recordChange({ table: 'verifications', record: verification })
  world.emit({ kind: 'delivery', at, verification })
}

function contentOf(world: World, verification: Verification) {
  const { code, phoneNumber, timeoutSecs } = verification
  // The profile may have been deleted before a slow message arrives; the message then uses the defaults.
  const profile = world.state.profiles.get(verification.profileId)
  const settings = profile?.channels[verification.channel]
  const template = settings?.messagingTemplateId
    ? (findTemplate(world, settings.messagingTemplateId)?.text ?? null)
    : null
  return { code, phoneNumber, timeoutSecs, template, settings, appName: settings?.appName ?? profile?.name ?? '' } // T6
}
