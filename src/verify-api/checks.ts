import { type CheckResult, checkById, checkByPhoneNumber, checkNothing, settleById } from '../core/checks.js'
import type { Decision } from '../core/decision.js'
import type { World } from '../core/world.js'
import { toCheck, toCheckJson } from '../wire/check.js'
import { suggestField } from '../wire/suggest.js'
import type { HandlerTable } from './operation.js'

function answer({ settings }: World, result: CheckResult, { hints }: Decision) {
  const body = toCheck(result, settings.dialect)
  hintContested(body.data.response_code, hints)
  return { body, json: toCheckJson(body) }
}

/** C4, C5: whether the real service gives these answers is contested. */
function hintContested(responseCode: string, hints: string[]): void {
  const rule = responseCode === 'expired' ? 'C5' : responseCode === 'max_attempts_exceeded' ? 'C4' : undefined
  if (rule === undefined) return
  hints.push(
    `${responseCode} is documented, but contested (${rule}): the real service may answer rejected instead; treat everything but accepted as failed, and test with --dialect spec too`,
  )
}

export const checks: HandlerTable<'VerifyVerificationCodeByPhoneNumber' | 'VerifyVerificationCodeById'> = {
  VerifyVerificationCodeByPhoneNumber: (world, { path, body }, decision) =>
    answer(
      world,
      checkByPhoneNumber(
        world,
        { phoneNumber: path.phone_number, profileId: body.verify_profile_id, code: body.code },
        decision,
      ),
      decision,
    ),
  VerifyVerificationCodeById: (world, { path, body }, decision) => {
    // C8: if both are sent, the code decides.
    if (body.code !== undefined)
      return answer(world, checkById(world, path.verification_id, body.code, decision), decision)
    if (body.status !== undefined)
      return answer(world, settleById(world, path.verification_id, body.status, decision), decision)
    const hint = suggestField('code', Object.keys(body)) ?? 'send the code as {"code": "48213"}'
    return answer(world, checkNothing(world, path.verification_id, hint, decision), decision)
  },
}
