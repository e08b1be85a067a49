import type { Verification } from '../../core/records.js'
import { findForCheck } from '../../core/state.js'
import type { World } from '../../core/world.js'
import type { RequestTarget } from '../relay/request-target.js'
import type { Ids } from './id-map.js'

type Fields = Readonly<Record<string, unknown>>

/** What an exchange says, as far as the shadow can learn from it. */
export interface Lesson {
  readonly asked: RequestTarget
  readonly ids: Ids
  readonly status: number
  readonly request: Fields
  readonly answer: Fields
}

/**
 * Lets the shadow know what only the upstream can: which generated code was right, and that a call was not answered.
 * To be called before the shadow answers the same request.
 */
export function teach(world: World, lesson: Lesson): void {
  const { asked, ids, status, request, answer } = lesson
  const data = (answer.data ?? {}) as Fields
  switch (asked.operation?.id) {
    case 'VerifyVerificationCodeById':
      teachCode(
        world.state.verifications.get(ids.ourOf(asked.params.verification_id ?? '')),
        request.code,
        data.response_code,
      )
      break
    case 'VerifyVerificationCodeByPhoneNumber': {
      const profileId = ids.ourOf(String(request.verify_profile_id))
      const verification = findForCheck(world.state, asked.params.phone_number ?? '', profileId) ?? undefined
      teachCode(verification, request.code, data.response_code)
      break
    }
    case 'VerifyVerificationCode':
      teachNumberCode(world, asked.params.phone_number ?? '', request.verification_code, status)
      break
    case 'RetrieveVerification': {
      const verification = world.state.verifications.get(ids.ourOf(asked.params.verification_id ?? ''))
      if (data.status === 'error' && verification?.status === 'pending') verification.status = 'error' // C11: nobody answered
    }
  }
}

/** A code of its own is known; of a generated one the upstream's word says whether this was it. */
function teachCode(verification: Verification | undefined, code: unknown, word: unknown): void {
  if (verification === undefined || verification.customCode !== null || typeof code !== 'string') return
  const known = verification as { code: string }
  if (word === 'accepted') known.code = code
  if (word === 'rejected' && known.code === code) known.code = anotherThan(code)
}

function teachNumberCode({ state }: World, phoneNumber: string, code: unknown, status: number): void {
  const waiting = state.numberCodes.get(phoneNumber) as { code: string } | undefined
  if (waiting === undefined || typeof code !== 'string') return
  if (status === 200) waiting.code = code
  if (status === 422 && waiting.code === code) waiting.code = anotherThan(code)
}

const anotherThan = (code: string) => code.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
