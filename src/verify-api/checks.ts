import { type CheckResult, checkById, checkByPhoneNumber, checkNothing, settleById } from '../core/checks.js'
import type { World } from '../core/world.js'
import { toCheck } from '../wire/check.js'
import { suggestField } from '../wire/suggest.js'
import type { HandlerTable } from './operation.js'

const answer = (world: World, result: CheckResult) => ({ body: toCheck(result, world.settings.dialect) })

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
    // C8: if both are sent, the code decides.
    if (body.code !== undefined) return answer(world, checkById(world, path.verification_id, body.code, decision))
    if (body.status !== undefined) return answer(world, settleById(world, path.verification_id, body.status, decision))
    const hint = suggestField('code', Object.keys(body)) ?? 'send the code as {"code": "48213"}'
    return answer(world, checkNothing(world, path.verification_id, hint, decision))
  },
}
