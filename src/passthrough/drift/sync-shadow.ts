import { learnCode } from '../../core/checks.js'
import { markUnanswered } from '../../core/deliveries.js'
import type { Verification } from '../../core/records.js'
import { findForCheck } from '../../core/state.js'
import { learnNumberCode } from '../../core/verified-numbers.js'
import type { World } from '../../core/world.js'
import type { RequestTarget } from '../relay/request-target.js'
import type { Ids } from './id-map.js'

type Fields = Readonly<Record<string, unknown>>

/** What an exchange with the upstream says, as far as the shadow can learn from it. */
export interface UpstreamFacts {
  readonly asked: RequestTarget
  readonly ids: Ids
  readonly status: number
  readonly request: Fields
  readonly answer: Fields
}

/**
 * Tells the shadow what only the upstream can know: which generated code was right, and that a call was not answered.
 * To be called before the shadow answers the same request.
 */
export function syncShadow(world: World, { asked, ids, status, request, answer }: UpstreamFacts): void {
  const { verification_id: verificationId = '', phone_number: phoneNumber = '' } = asked.params
  const data = (answer.data ?? {}) as Fields
  const findById = () => world.state.verifications.get(ids.ourOf(verificationId))
  switch (asked.operation?.id) {
    case 'VerifyVerificationCodeById':
      syncCode(world, findById(), request.code, data.response_code)
      break
    case 'VerifyVerificationCodeByPhoneNumber': {
      const profileId = ids.ourOf(String(request.verify_profile_id))
      syncCode(world, findForCheck(world.state, phoneNumber, profileId), request.code, data.response_code)
      break
    }
    case 'VerifyVerificationCode': {
      const code = request.verification_code
      if (typeof code === 'string' && (status === 200 || status === 422))
        learnNumberCode(world, phoneNumber, code, status === 200)
      break
    }
    case 'RetrieveVerification': {
      const verification = findById()
      if (data.status === 'error' && verification !== undefined) markUnanswered(world, verification)
    }
  }
}

/** Of a generated code only the upstream's response code says whether it was the right one. */
function syncCode(world: World, verification: Verification | null | undefined, code: unknown, responseCode: unknown) {
  if (!verification || typeof code !== 'string') return
  if (responseCode === 'accepted' || responseCode === 'rejected')
    learnCode(world, verification, code, responseCode === 'accepted')
}
