import { channelRules } from './channels.js'
import { createDecision } from './decision.js'
import { refuse, throwNotFound } from './errors.js'
import { putMessage } from './inbox.js'
import { lies } from './mutation.js'
import { countryOf } from './phone-numbers.js'
import { differentCode } from './random.js'
import type { NumberCode, VerifiedNumber } from './records.js'
import type { World } from './world.js'

/**
 * Sends a six-digit code to a number. A repeated request creates a new code and voids the old one (N1).
 *
 * @throws {Refusal} 400: 10016 and 10002 phone number (V4); 422, 10027: an extension without a call in the `docs` dialect
 *   (N4)
 */
export function requestNumberCode(
  world: World,
  request: { phoneNumber: string; method: 'sms' | 'call'; extension: string | null },
  { hints } = createDecision(),
): NumberCode {
  const { phoneNumber, method, extension } = request
  countryOf(phoneNumber, { pointer: '/phone_number' })
  if (extension !== null && method !== 'call') refuseExtension(world, hints)
  if (world.state.verifiedNumbers.has(phoneNumber)) {
    hints.push(
      `${phoneNumber} is verified already: a new code was sent, but an application has seen the real service refuse this (422, "already verified")`,
    )
  }
  const numberCode: NumberCode = { phoneNumber, method, code: world.random.digits(6), isUsed: false, message: null }
  world.state.numberCodes.set(phoneNumber, numberCode)
  const { defaults, compose } = channelRules[method]
  const message = compose({
    code: numberCode.code,
    phoneNumber,
    template: null,
    appName: 'Telnyx',
    timeoutSecs: defaults.timeoutSecs,
    settings: defaults,
  })
  putMessage(world, numberCode, method, message, world.clock.now())
  world.recordChange({ table: 'numberCodes', record: numberCode })
  return numberCode
}

/** N4: the vendor's document does not refuse it, so the `spec` dialect ignores it with a hint. @throws {Refusal} 422, 10027 */
function refuseExtension({ settings }: World, hints: string[]): void {
  if (settings.dialect === 'spec') {
    hints.push('ignored extension, which only works with the method call')
    return
  }
  refuse('10027', {
    rule: 'N4',
    source: { pointer: '/extension' },
    hint: 'remove extension, or set verification_method to "call"',
  })
}

/** @throws {Refusal} 404, 10005 if no code was requested; 422, 10027 for a wrong one (N2) */
export function verifyNumber(world: World, phoneNumber: string, code: string): VerifiedNumber {
  const numberCode = world.state.numberCodes.get(phoneNumber)
  if (numberCode === undefined || numberCode.isUsed) {
    throwNotFound('N2', `no code is pending for ${phoneNumber}; request one with POST /v2/verified_numbers`)
  }
  const isRight = numberCode.code === code
  if (isRight ? lies(world, 'right-number-code-rejected') : !lies(world, 'wrong-number-code-accepted')) {
    refuse('10027', {
      rule: 'N2',
      source: { pointer: '/verification_code' },
      hint: 'wrong code; codes have six digits, and you can try again',
    })
  }
  numberCode.isUsed = true
  world.recordChange({ table: 'numberCodes', record: numberCode })
  const verifiedNumber = { phoneNumber, verifiedAt: world.clock.now() }
  // A repeated verification moves the number to the front of the list.
  world.state.verifiedNumbers.delete(phoneNumber)
  world.state.verifiedNumbers.set(phoneNumber, verifiedNumber)
  world.recordChange({ table: 'verifiedNumbers', record: verifiedNumber })
  return verifiedNumber
}

/** Updates the code sent to a number from the result of another system; see `learnCode`. */
export function learnNumberCode(world: World, phoneNumber: string, code: string, isRight: boolean): void {
  const numberCode = world.state.numberCodes.get(phoneNumber)
  if (numberCode === undefined || isRight === (numberCode.code === code)) return
  numberCode.code = isRight ? code : differentCode(code)
  world.recordChange({ table: 'numberCodes', record: numberCode })
}

/** Verified numbers only, newest first (N3). */
export function listVerifiedNumbers(world: World): VerifiedNumber[] {
  return [...world.state.verifiedNumbers.values()].reverse()
}

/** @throws {Refusal} 404, 10005 (N3) */
export function getVerifiedNumber(world: World, phoneNumber: string): VerifiedNumber {
  return (
    world.state.verifiedNumbers.get(phoneNumber) ??
    throwNotFound('N3', `${phoneNumber} is not a verified number of this sandbox`)
  )
}

/** @throws {Refusal} 404, 10005 (N3) */
export function deleteVerifiedNumber(world: World, phoneNumber: string): VerifiedNumber {
  const verifiedNumber = getVerifiedNumber(world, phoneNumber)
  world.state.verifiedNumbers.delete(phoneNumber)
  world.recordChange({ table: 'verifiedNumbers', removed: phoneNumber })
  return verifiedNumber
}
