import { createDecision, type Decision } from './decision.js'
import { settle } from './deliveries.js'
import { refuse, throwMissing, throwNotFound } from './errors.js'
import { type Claim, decideOutcome, maxFailedChecks } from './outcomes.js'
import { countryOf } from './phone-numbers.js'
import { requireProfile } from './profiles.js'
import { otherThan } from './random.js'
import type { Outcome, Verification } from './records.js'
import { findForCheck } from './state.js'
import { getVerification } from './verifications.js'
import type { World } from './world.js'

export interface CheckResult {
  readonly verification: Verification
  readonly outcome: Outcome
  /** For a human, when it was not accepted. */
  readonly hint?: string
}

/**
 * Checks a code against the newest pending verification of a number and profile, else the newest (C6).
 *
 * @throws {Refusal} 400: 10015 unknown profile (C9), 10016 and 10002 phone number (V4); 404, 10005 when there is
 *   none, or it has been accepted already (C6, C7)
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

/** @throws {Refusal} 404, 10005 for an unknown id, and when it has been accepted already (C7) */
export function checkById(world: World, id: string, code: string, decision = createDecision()): CheckResult {
  return check(world, getVerification(world, id), { code }, decision)
}

/**
 * Settles a verification that was made with a custom code by the caller's own verdict (C8).
 *
 * @throws {Refusal} 400, 10015 for a generated code; 404, 10005 for an unknown id, and when it is no longer pending
 *   by acceptance (C7)
 */
export function settleById(
  world: World,
  id: string,
  verdict: 'accepted' | 'rejected',
  decision = createDecision(),
): CheckResult {
  const verification = getVerification(world, id)
  if (verification.customCode === null) {
    refuse('10015', 'status is only permitted if custom_code was used for the verification.', {
      rule: 'C8',
      source: { pointer: '/status' },
      hint: 'send the code instead; only a verification made with custom_code takes your own verdict',
    })
  }
  return check(world, verification, { verdict }, decision)
}

/** @throws {Refusal} 422, 10004: neither code nor status was sent (C8) */
export function throwNothingToCheck(hint: string): never {
  throwMissing('C8', 'code', hint)
}

function check(world: World, verification: Verification, claim: Claim, decision: Decision): CheckResult {
  decision.verificationId = verification.id
  requireUnused(verification)
  const outcome = decideOutcome(world, verification, claim, decision)
  if (verification.status === 'pending') carryOut(world, verification, claim, outcome)
  if (outcome === 'accepted' || ('verdict' in claim && outcome === claim.verdict)) return { verification, outcome }
  return refuseCheck(world, verification, outcome, claim, decision)
}

/** Brings a pending verification into the state that its outcome means, whoever decided it. */
function carryOut(world: World, verification: Verification, claim: Claim, outcome: Outcome): void {
  if (outcome === 'rejected' && 'code' in claim) verification.failedChecks++
  if (outcome === 'max_attempts_exceeded') verification.failedChecks = maxFailedChecks
  verification.updatedAt = world.clock.now()
  const status = endOf(verification, claim, outcome)
  if (status !== null) settle(world, verification, status, verification.updatedAt)
  else world.recordChange({ table: 'verifications', record: verification })
}

/** The status that a check ends a verification with; null: it stays pending (C3). */
function endOf(
  { failedChecks }: Verification,
  claim: Claim,
  outcome: Outcome,
): 'accepted' | 'expired' | 'invalid' | null {
  if (outcome === 'accepted' || outcome === 'expired') return outcome
  // C4: the fifth wrong code is still "rejected"; only what comes after it is not. C8: one's own verdict is final.
  return failedChecks >= maxFailedChecks || 'verdict' in claim ? 'invalid' : null
}

/** C7: one use only. A call that nobody answered carried no code either (C11). */
function requireUnused(verification: Verification): void {
  if (verification.status === 'accepted')
    throwNotFound('C7', 'this verification has been accepted already, and a code is good for one use; start a new one')
  if (verification.status === 'error')
    throwNotFound('C11', 'the call was not answered, so nobody has its code; start a new one')
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
    const forced = `${scenario} wants ${outcome}`
    return { verification, outcome, hint: isRight ? `${forced}; the code was right` : forced }
  }
  const agoSecs = Math.floor((world.clock.now() - verification.expiresAt) / 1000)
  const late =
    agoSecs < 0 ? 'expired before its time, by a scenario or a clock that was put back' : `expired ${agoSecs} s ago`
  const over =
    verification.failedChecks < maxFailedChecks
      ? 'it was settled as rejected'
      : `${maxFailedChecks} wrong codes have been tried`
  const hints: Record<Outcome, string> = {
    accepted: '',
    rejected: `wrong code, ${verification.failedChecks} of ${maxFailedChecks} attempts used`,
    expired: isRight ? `the code was right but ${late}` : `the verification ${late}`,
    max_attempts_exceeded: `${isRight ? 'the code was right but ' : ''}${over}; start a new verification`,
  }
  return { verification, outcome, hint: hints[outcome] }
}

function hintNothingSent(world: World, phoneNumber: string): string {
  const other = world.state.numbers.get(phoneNumber)?.newest
  if (other) return `the verifications of ${phoneNumber} belong to another profile (${other.profileId})`
  return `no verification was sent to ${phoneNumber} in this sandbox`
}

/**
 * Makes the code of a verification agree with what another system, which drew a code of its own, said of one: a right
 * code becomes the verification's, a wrong one ceases to be. A custom code is known to both.
 */
export function learnCode(world: World, verification: Verification, code: string, isRight: boolean): void {
  if (verification.customCode !== null || isRight === (verification.code === code)) return
  verification.code = isRight ? code : otherThan(code)
  world.recordChange({ table: 'verifications', record: verification })
}
