import { createDecision, type Decision } from './decision.js'
import { settle } from './deliveries.js'
import { refuse, throwMissing, throwNotFound } from './errors.js'
import { type Claim, decideOutcome, maxFailedChecks } from './outcomes.js'
import { countryOf } from './phone-numbers.js'
import { requireProfile } from './profiles.js'
import { differentCode } from './random.js'
import type { Outcome, Verification } from './records.js'
import { findForCheck } from './state.js'
import { getVerification } from './verifications.js'
import type { World } from './world.js'

export interface CheckResult {
  readonly verification: Verification
  readonly outcome: Outcome
  /** A hint for a person if the check was not accepted. */
  readonly hint?: string
}

/**
 * Checks a code against the newest pending verification of a number and profile, or the newest if none is pending (C6).
 *
 * @throws {Refusal} 400: 10015 unknown profile (C9), 10016 and 10002 phone number (V4); 404, 10005 when there is
 *   no such verification, or it has already been accepted (C6, C7)
 */
export function checkByPhoneNumber(
  world: World,
  request: { phoneNumber: string; profileId: string; code: string },
  decision = createDecision(),
): CheckResult {
  const { phoneNumber, profileId, code } = request
  requireProfile(world, profileId)
  countryOf(phoneNumber, { parameter: 'phone_number' })
  const verification = findForCheck(world.state, phoneNumber, profileId)
  if (verification === null) throwNotFound('C6', hintNothingSent(world, phoneNumber))
  return check(world, verification, { code }, decision)
}

/** @throws {Refusal} 404, 10005 for an unknown id or a verification that has already been accepted (C7) */
export function checkById(world: World, id: string, code: string, decision = createDecision()): CheckResult {
  return check(world, getVerification(world, id), { code }, decision)
}

/**
 * Settles a verification with a custom code by the caller's own status (C8).
 *
 * @throws {Refusal} 400, 10015 for a generated code; 404, 10005 for an unknown id or a verification that has
 *   already been accepted (C7)
 */
export function settleById(
  world: World,
  id: string,
  status: 'accepted' | 'rejected',
  decision = createDecision(),
): CheckResult {
  const verification = getVerification(world, id)
  if (verification.customCode === null) {
    refuse('10015', 'status is only permitted if custom_code was used for the verification.', {
      rule: 'C8',
      source: { pointer: '/status' },
      hint: 'send the code instead; status works only for a verification created with custom_code',
    })
  }
  return check(world, verification, { status }, decision)
}

/** @throws {Refusal} 422, 10004 because neither code nor status was sent (C8) */
export function throwNothingToCheck(hint: string): never {
  throwMissing('C8', 'code', hint)
}

function check(world: World, verification: Verification, claim: Claim, decision: Decision): CheckResult {
  decision.verificationId = verification.id
  requireUnused(verification)
  const outcome = decideOutcome(world, verification, claim, decision)
  if (verification.status === 'pending') applyOutcome(world, verification, claim, outcome)
  if (outcome === 'accepted' || ('status' in claim && outcome === claim.status)) return { verification, outcome }
  return refuseCheck(world, verification, outcome, claim, decision)
}

/** Applies an outcome to a pending verification, no matter what decided it. */
function applyOutcome(world: World, verification: Verification, claim: Claim, outcome: Outcome): void {
  if (outcome === 'rejected' && 'code' in claim) verification.failedChecks++
  if (outcome === 'max_attempts_exceeded') verification.failedChecks = maxFailedChecks
  verification.updatedAt = world.clock.now()
  const status = finalStatusOf(verification, claim, outcome)
  if (status !== null) settle(world, verification, status, verification.updatedAt)
  else world.recordChange({ table: 'verifications', record: verification })
}

/** The final status of a verification after a check, or null if it stays pending (C3). */
function finalStatusOf(
  { failedChecks }: Verification,
  claim: Claim,
  outcome: Outcome,
): 'accepted' | 'expired' | 'invalid' | null {
  if (outcome === 'accepted' || outcome === 'expired') return outcome
  // C4: the fifth wrong code is still "rejected", later ones are not. C8: the caller's own status is final.
  return failedChecks >= maxFailedChecks || 'status' in claim ? 'invalid' : null
}

/** Refuses a verification whose code was already used (C7), or never delivered by an unanswered call (C11). */
function requireUnused(verification: Verification): void {
  if (verification.status === 'accepted')
    throwNotFound(
      'C7',
      'this verification has already been accepted, and a code can be used only once; start a new one',
    )
  if (verification.status === 'error')
    throwNotFound('C11', 'the call was not answered, so its code was never delivered; start a new verification')
}

function refuseCheck(
  world: World,
  verification: Verification,
  outcome: Outcome,
  claim: Claim,
  { scenario }: Decision,
): CheckResult {
  const isRight = 'code' in claim && claim.code === verification.code
  if (scenario !== null) {
    const forced = `${scenario} forces ${outcome}`
    return { verification, outcome, hint: isRight ? `${forced}; the code was correct` : forced }
  }
  const agoSecs = Math.floor((world.clock.now() - verification.expiresAt) / 1000)
  const late =
    agoSecs < 0 ? 'expired early because of a scenario, or the clock was set back' : `expired ${agoSecs} s ago`
  const over =
    verification.failedChecks < maxFailedChecks
      ? 'the verification was settled as rejected'
      : `${maxFailedChecks} wrong codes have already been tried`
  const hints: Record<Outcome, string> = {
    accepted: '',
    rejected: `wrong code, ${verification.failedChecks} of ${maxFailedChecks} attempts used`,
    expired: isRight ? `the code was correct but ${late}` : `the verification ${late}`,
    max_attempts_exceeded: `${isRight ? 'the code was correct, but ' : ''}${over}; start a new verification`,
  }
  return { verification, outcome, hint: hints[outcome] }
}

function hintNothingSent(world: World, phoneNumber: string): string {
  const other = world.state.numbers.get(phoneNumber)?.newest
  if (other) return `the verifications of ${phoneNumber} belong to another profile (${other.profileId})`
  return `no verification was sent to ${phoneNumber} in this sandbox`
}

/**
 * Updates the code of a verification from the result of another system, which generated its own code: a correct code
 * becomes the verification's, and a wrong one is replaced. A custom code is known to both systems and never changes.
 */
export function learnCode(world: World, verification: Verification, code: string, isRight: boolean): void {
  if (verification.customCode !== null || isRight === (verification.code === code)) return
  verification.code = isRight ? code : differentCode(code)
  world.recordChange({ table: 'verifications', record: verification })
}
