import { type CheckResult, checkById, checkByPhoneNumber, settleById, throwNothingToCheck } from '../core/checks.js'
import type { World } from '../core/world.js'
import { toCheck } from '../wire/check.js'
import { suggestField } from '../wire/suggest.js'
import type { HandlerTable } from './operation.js'

const answer = (world: World, result: CheckResult) => ({
  body: toCheck(result, world.settings.dialect),
  hint: result.hint,
})

export const checks: HandlerTable<'VerifyVerificationCodeByPhoneNumber' | 'VerifyVerificationCodeById'> = {
  VerifyVerificationCodeByPhoneNumber: (world, { path, body }, decision) =>
    answer(
      world,
      checkByPhoneNumber(
        world,
        { phoneNumber: path.phone_number, profileId: body.verify_profile_id, code: body.code },
        decision,
      ),
    ),
  VerifyVerificationCodeById: (world, { path, body }, decision) => {
    // C8: with both, the code decides.
    if (body.code !== undefined) return answer(world, checkById(world, path.verification_id, body.code, decision))
    if (body.status !== undefined) return answer(world, settleById(world, path.verification_id, body.status, decision))
    return throwNothingToCheck(suggestField('code', Object.keys(body)) ?? 'send the code as {"code": "48213"}')
  },
}
