import { createDecision, type Decision } from './decision.js'
import { settle } from './deliveries.js'
import { refuse, throwMissing, throwNotFound } from './errors.js'
import { findOfAnotherProfile, isReuseAccepted, mutateOutcome } from './mutated-outcome.js'
import { type Claim, decideOutcome, isSettledAsRejected, maxFailedChecks } from './outcomes.js'
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
  const verification = findForCheck(world.state, phoneNumber, profileId) ?? findOfAnotherProfile(world, phoneNumber)
  if (verification === null) {
    hintOtherPending(world, { phoneNumber, code, checked: null }, decision)
    throwNotFound('C6', hintNothingSent(world, phoneNumber))
  }
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
 *   already been accepted (C7) or has ended in error (C6)
 */
export function settleById(
  world: World,
  id: string,
  status: 'accepted' | 'rejected',
  decision = createDecision(),
): CheckResult {
  const verification = getVerification(world, id)
  requireCheckable(verification)
  if (verification.customCode === null) {
    refuse('10015', {
      rule: 'C8',
      source: { pointer: '/status' },
      hint: 'send the code instead; status works only for a verification created with custom_code',
    })
  }
  return check(world, verification, { status }, decision)
}

/**
 * Answers a check with neither code nor status (C8). The vendor's document requires nothing there, so the `spec` dialect
 * rejects it without counting an attempt.
 *
 * @param hint names the field that was probably meant
 * @throws {Refusal} 422, 10004 in the `docs` dialect; otherwise 404, 10005 as checkById
 */
export function checkNothing(world: World, id: string, hint: string, decision = createDecision()): CheckResult {
  if (world.settings.dialect === 'docs') throwMissing('C8', 'code', hint)
  const verification = getVerification(world, id)
  decision.verificationId = verification.id
  requireCheckable(verification)
  decision.rule = 'C8'
  decision.outcome = 'rejected'
  decision.hints.push(
    `neither code nor status was sent, so the check is rejected and no attempt is counted; the docs dialect answers 422; ${hint}`,
  )
  return { verification, outcome: 'rejected' }
}

function check(world: World, verification: Verification, claim: Claim, decision: Decision): CheckResult {
  decision.verificationId = verification.id
  const { phoneNumber } = verification
  const code = 'code' in claim ? claim.code : null
  if (isOver(verification)) hintOtherPending(world, { phoneNumber, code, checked: verification }, decision)
  if (!isReuseAccepted(world, verification, claim)) requireCheckable(verification)
  const wasPending = verification.status === 'pending'
  const outcome = mutateOutcome(world, verification, claim, decideOutcome(world, verification, claim, decision))
  decision.outcome = outcome
  // Only a mutant accepts a code after its verification ended.
  const isRevived = outcome === 'accepted' && verification.status !== 'accepted'
  if (wasPending || isRevived) applyOutcome(world, verification, claim, outcome, decision)
  const isAsClaimed = wasPending && 'status' in claim && outcome === claim.status
  if (outcome === 'accepted' || isAsClaimed) return { verification, outcome }
  decision.hints.push(explainOutcome(world, verification, outcome, claim, decision))
  hintOtherPending(world, { phoneNumber, code, checked: verification }, decision)
  return { verification, outcome }
}

/** Applies an outcome to a pending verification, no matter what decided it. */
function applyOutcome(
  world: World,
  verification: Verification,
  claim: Claim,
  outcome: Outcome,
  { trace }: Decision,
): void {
  if (outcome === 'rejected' && 'code' in claim) verification.failedChecks++
  if (outcome === 'max_attempts_exceeded') verification.failedChecks = maxFailedChecks
  verification.updatedAt = world.clock.now()
  const status = finalStatusOf(verification, claim, outcome)
  if (status !== null && trace !== null) verification.trace = trace
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

/** Whether a verification can no longer be checked: its code was already used (C7), or it ended in error (C6). */
const isOver = ({ status }: Verification) => status === 'accepted' || status === 'error'

/** @throws {Refusal} 404, 10005 for a verification that can no longer be checked (C6, C7) */
function requireCheckable(verification: Verification): void {
  if (verification.status === 'accepted')
    throwNotFound(
      'C7',
      'this verification has already been accepted, and a code can be used only once; start a new one',
    )
  if (verification.status === 'error')
    throwNotFound('C6', 'the call was not answered, so its code was never delivered; start a new verification')
}

/** A hint about a check that was not accepted. */
function explainOutcome(
  world: World,
  verification: Verification,
  outcome: Outcome,
  claim: Claim,
  { scenario }: Decision,
): string {
  const isRight = 'code' in claim && claim.code === verification.code
  if (scenario !== null) {
    const forced = `${scenario} forces ${outcome}`
    return isRight ? `${forced}; the code was correct` : forced
  }
  const agoSecs = Math.floor((world.clock.now() - verification.expiresAt) / 1000)
  const late =
    agoSecs < 0 ? 'expired early because of a scenario, or the clock was set back' : `expired ${agoSecs} s ago`
  const correct = isRight ? 'the code was correct, but ' : ''
  const hints: Record<Outcome, string> = {
    accepted: '',
    rejected: isSettledAsRejected(verification)
      ? `${correct}the application settled this verification as rejected; start a new one`
      : `wrong code, ${verification.failedChecks} of ${maxFailedChecks} attempts used`,
    expired: isRight ? `the code was correct but ${late}` : `the verification ${late}`,
    max_attempts_exceeded: `${correct}${maxFailedChecks} wrong codes have already been tried; start a new verification`,
  }
  return `${hints[outcome]}; compare response_code with "accepted", not the status`
}

/**
 * Adds a hint if a code that was not accepted is right for another pending verification of the number: which of several
 * codes counts is not documented (V9, C6).
 */
function hintOtherPending(
  world: World,
  { phoneNumber, code, checked }: { phoneNumber: string; code: string | null; checked: Verification | null },
  { hints }: Decision,
): void {
  if (code === null || code === checked?.code) return
  let other = world.state.numbers.get(phoneNumber)?.newest ?? null
  while (other !== null && !(other !== checked && other.status === 'pending' && other.code === code))
    other = other.older
  if (other === null) return
  const ofProfile = other.profileId === checked?.profileId ? '' : ` of profile ${other.profileId}`
  hints.push(
    `the code is right for another pending verification of this number, ${other.id}${ofProfile}; a check by phone number applies to the newest pending one of its profile, so check that one by its ID`,
  )
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
