import { type DetailValues, type ErrorCode, errorCodes, type FixedCode, fillDetail } from './error-codes.js'
import type { Reason, Source } from './errors.js'
import type { Facts } from './overrides.js'

/** What a mistake in a request looks like in its refusal. */
interface Mistake {
  readonly source?: Source
  /** The values in the detail of the code. */
  readonly values?: Values
}

type Values = Readonly<Record<string, string | number>>

type Mistakes = Readonly<Partial<Record<ErrorCode, Mistake>>>

const at = (pointer: string, values?: Values): Mistake => ({
  source: { pointer },
  ...(values === undefined ? {} : { values }),
})
const inQuery = (parameter: string, values?: Values): Mistake => ({
  source: { parameter },
  ...(values === undefined ? {} : { values }),
})
const wrongType: DetailValues<'10026'> = { expected: 'string', received: 'integer' }
const tooSmall: DetailValues<'10033'> = { minimum: 1, maximum: 'unlimited' }
const tooLong = (minimum: number, maximum: number): DetailValues<'10025'> => ({ minimum, maximum, length: maximum + 1 })
const oneOf = (values: string): DetailValues<'10032'> => ({ values })
const matching = (pattern: string) => oneOf(`the texts that match ${pattern}`)
const required = (field: string): Mistakes => ({ '10004': at(`/${field}`), '10026': at(`/${field}`, wrongType) })

const numberInBody: Mistakes = { '10002': at('/phone_number'), '10016': at('/phone_number') }
const numberInPath: Mistakes = { '10002': inQuery('phone_number'), '10016': inQuery('phone_number') }
const paged: Mistakes = { '10015': inQuery('page[size]') }

const send: Mistakes = {
  ...required('phone_number'),
  ...numberInBody,
  '10015': at('/verify_profile_id'),
  '10033': at('/timeout_secs', tooSmall),
  '40020': at('/phone_number'),
  '40309': at('/phone_number'),
}
const extension: Mistakes = {
  '10025': at('/extension', tooLong(0, 50)),
  '10032': at('/extension', matching('^[0-9A-D*#wW]*$')),
}
const profile: Mistakes = {
  ...required('name'),
  '10015': at('/sms/code_length'),
  '10025': at('/sms/app_name', tooLong(1, 30)),
  '10032': at('/sms/app_name', matching('^[A-Za-z0-9 -]{1,30}$')),
  '10033': at('/sms/default_verification_timeout_secs', tooSmall),
  '40331': at('/sms/whitelisted_destinations'),
}
const template: Mistakes = { ...required('text'), '10015': at('/text') }

/** For each operation the mistakes that its own rules find; a test compares them with the refusals (H5). */
const mistakesOf: Readonly<Record<string, Mistakes>> = {
  CreateVerificationSms: send,
  CreateVerificationCall: { ...send, ...extension },
  CreateFlashcallVerification: send,
  CreateWhatsappVerification: send,
  ListVerifications: { ...paged, ...numberInPath },
  VerifyVerificationCodeByPhoneNumber: { ...required('code'), ...numberInPath, '10015': at('/verify_profile_id') },
  VerifyVerificationCodeById: {
    ...required('code'),
    '10015': at('/status'),
    '10032': at('/status', oneOf('accepted, rejected')),
  },
  CreateVerifyProfile: profile,
  UpdateVerifyProfile: profile,
  ListProfiles: paged,
  CreateMessageTemplate: template,
  UpdateMessageTemplate: template,
  CreateVerifiedNumber: {
    ...required('phone_number'),
    ...numberInBody,
    ...extension,
    '10027': at('/extension'),
    '10032': at('/verification_method', oneOf('sms, call')),
  },
  VerifyVerificationCode: { ...required('verification_code'), ...numberInPath, '10027': at('/verification_code') },
  ListVerifiedNumbers: paged,
  GetVerifiedNumber: numberInPath,
  DeleteVerifiedNumber: numberInPath,
  GetWebhookDeliveries: paged,
  SearchDetailRecords: { '10015': inQuery('filter[record_type]') },
  LookupNumber: { ...numberInPath, '10032': inQuery('type', oneOf('carrier, caller-name')) },
}

/** The values in details, for an operation whose own rules never lead to such an error. */
const usualValues: Readonly<Partial<Record<string, Values>>> = {
  '10025': tooLong(1, 30),
  '10026': wrongType,
  '10032': oneOf('the documented values'),
  '10033': tooSmall,
} satisfies Record<Exclude<ErrorCode, FixedCode>, Values>

/** Creates the reason of a forced error. It reads like that of an error that is not forced (H5). */
export function toForcedReason(code: ErrorCode, { operation }: Facts): Reason {
  const { source, values = usualValues[code] } = mistakesOf[operation ?? '']?.[code] ?? {}
  return { code, detail: fillDetail(code, values), source }
}

/** The status of a forced error. A lookup has one of its own for a wrong number, as documented (X3). */
export function toForcedStatus(code: ErrorCode, { operation }: Facts): number {
  return operation === 'LookupNumber' && Object.hasOwn(numberInPath, code) ? 422 : errorCodes[code].status
}
