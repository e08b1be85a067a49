import type { CheckResult } from '../core/checks.js'
import type { Outcome } from '../core/records.js'
import type { Dialect } from '../core/settings.js'
import type { Wire } from './types.js'

type ResponseCode = Wire['VerifyVerificationCodeResponse']['data']['response_code']

/** The vendor's document knows two answers, its docs four (C4, C5). */
const responseCodes: Readonly<Record<Dialect, Readonly<Record<Outcome, ResponseCode>>>> = {
  docs: {
    accepted: 'accepted',
    rejected: 'rejected',
    expired: 'expired',
    max_attempts_exceeded: 'max_attempts_exceeded',
  },
  spec: { accepted: 'accepted', rejected: 'rejected', expired: 'rejected', max_attempts_exceeded: 'rejected' },
}

/** Exactly the number and what became of the code (C1). */
export function toCheck(
  { verification, outcome }: CheckResult,
  dialect: Dialect,
): Wire['VerifyVerificationCodeResponse'] {
  return { data: { phone_number: verification.phoneNumber, response_code: responseCodes[dialect][outcome] } }
}
