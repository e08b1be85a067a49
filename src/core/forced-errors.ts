import { detailOf, type ErrorCode, type FixedCode } from './error-codes.js'
import type { Reason, Source } from './errors.js'
import type { Facts } from './overrides.js'

/** The field that each operation needs first; an error about a field that no one knows names it. */
const firstFields: Readonly<Record<string, string>> = {
  CreateVerifyProfile: 'name',
  UpdateVerifyProfile: 'name',
  CreateMessageTemplate: 'text',
  UpdateMessageTemplate: 'text',
  CreateVerificationSms: 'phone_number',
  CreateVerificationCall: 'phone_number',
  CreateFlashcallVerification: 'phone_number',
  CreateWhatsappVerification: 'phone_number',
  VerifyVerificationCodeByPhoneNumber: 'code',
  VerifyVerificationCodeById: 'code',
  CreateVerifiedNumber: 'phone_number',
  VerifyVerificationCode: 'verification_code',
}

/** The details with values, as they are in an answer to a plausible mistake. */
const plausibleDetails = {
  '10025': detailOf('10025', { minimum: 1, maximum: 30, length: 31 }),
  '10026': detailOf('10026', { expected: 'string', received: 'integer' }),
  '10032': detailOf('10032', { values: 'the documented values' }),
  '10033': detailOf('10033', { minimum: 1, maximum: 'unlimited' }),
} as const satisfies Record<Exclude<ErrorCode, FixedCode>, string>

/** Creates the reason of a forced error. It reads like that of an error that is not forced (H5). */
export function toForcedReason(code: ErrorCode, facts: Facts): Reason {
  return {
    code,
    detail: plausibleDetails[code as keyof typeof plausibleDetails] ?? detailOf(code as FixedCode),
    source: sourceOf(code, facts),
  }
}

/** The part of a request that a code is about. */
function sourceOf(code: ErrorCode, { operation, phoneNumber }: Facts): Source | undefined {
  const field = firstFields[operation ?? '']
  if (aboutNumbers.includes(code)) {
    if (field === 'phone_number') return { pointer: '/phone_number' }
    return phoneNumber === null ? undefined : { parameter: 'phone_number' }
  }
  if (code === '10033' && field === 'phone_number') return { pointer: '/timeout_secs' }
  if (aboutFields.includes(code)) return field === undefined ? undefined : { pointer: `/${field}` }
  return code === '40331' && field === 'name' ? { pointer: '/sms/whitelisted_destinations' } : undefined
}

const aboutNumbers: readonly ErrorCode[] = ['10002', '10016', '40020', '40309']
const aboutFields: readonly ErrorCode[] = ['10004', '10025', '10026', '10032', '10033']
