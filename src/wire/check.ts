import type { CheckResult } from '../core/checks.js'
import type { Outcome } from '../core/records.js'
import type { Dialect } from '../core/settings.js'
import { quoteJson } from './plain-json.js'
import type { Wire } from './types.js'

type ResponseCode = Wire['VerifyVerificationCodeResponse']['data']['response_code']

/** The vendor's OpenAPI document has two response codes, its docs have four (C4, C5). */
const responseCodes: Readonly<Record<Dialect, Readonly<Record<Outcome, ResponseCode>>>> = {
  docs: {
    accepted: 'accepted',
    rejected: 'rejected',
    expired: 'expired',
    max_attempts_exceeded: 'max_attempts_exceeded',
  },
  spec: { accepted: 'accepted', rejected: 'rejected', expired: 'rejected', max_attempts_exceeded: 'rejected' },
}

/** How a check with an outcome is answered. */
export const toResponseCode = (outcome: Outcome, dialect: Dialect): ResponseCode => responseCodes[dialect][outcome]

/** The phone number and the result of the check, nothing else (C1). */
export function toCheck(
  { verification, outcome }: CheckResult,
  dialect: Dialect,
): Wire['VerifyVerificationCodeResponse'] {
  return { data: { phone_number: verification.phoneNumber, response_code: toResponseCode(outcome, dialect) } }
}

/** The JSON of `toCheck`, made without an object. */
export function toCheckJson({ data }: ReturnType<typeof toCheck>): string {
  return `{"data":{"phone_number":${quoteJson(data.phone_number)},"response_code":"${data.response_code}"}}`
}
