/**
 * The vendor's error codes in use: the usual HTTP status, the title, and the detail as the vendor's page "API error
 * codes" has it, misspelling included (H5). A word in braces stands for a value.
 */
export const errorCodes = {
  '10002': { status: 400, title: 'Invalid phone number', detail: 'The phone number is invalid.' },
  '10004': { status: 422, title: 'Missing required parameter', detail: 'A required parameter was missing.' },
  '10005': {
    status: 404,
    title: 'Resource not found',
    detail: 'The requested resource or URL could not be found.',
  },
  '10006': { status: 400, title: 'Invalid ID', detail: 'The resource ID provided was invalid.' },
  '10007': { status: 500, title: 'Unexpected error', detail: 'An unexpected error occured.' },
  '10009': {
    status: 401,
    title: 'Authentication failed',
    detail: 'The required authentication headers were either invalid or not included in the request.',
  },
  '10010': {
    status: 403,
    title: 'Authorization failed',
    detail: 'You do not have permission to perform the requested action on the specified resource or resources.',
  },
  '10011': {
    status: 429,
    title: 'Too many requests',
    detail: 'You have exceeded the maximum number of allowed requests.',
  },
  '10014': {
    status: 415,
    title: 'Unsupported Media Type',
    detail: 'The request failed because the server does not support the media type.',
  },
  '10015': { status: 400, title: 'Bad Request', detail: 'The request failed because it was not well-formed.' },
  '10016': {
    status: 400,
    title: 'Phone number must be in +E.164 format',
    detail: 'The specified phone number parameter must be in +E.164 format.',
  },
  '10023': { status: 400, title: 'Invalid JSON', detail: 'The supplied JSON is invalid.' },
  '10025': {
    status: 422,
    title: 'String length out of range',
    detail:
      'The string length provided for the indicated field was outside the allowed range. The field must be between {minimum} and {maximum} characters long, but was {length}.',
  },
  '10026': {
    status: 422,
    title: 'Invalid parameter type',
    detail: 'The parameter must be of type {expected}, but received type {received}',
  },
  '10027': {
    status: 422,
    title: 'Unprocessable Entity',
    detail: 'The server understood the syntax of the request but was unable to process the instructions.',
  },
  '10029': {
    status: 415,
    title: 'Expected JSON Content-Type',
    detail: "Must encode request as 'application/json'",
  },
  '10030': { status: 405, title: 'Method not allowed', detail: 'The URL is valid, but the method is not allowed.' },
  '10032': { status: 422, title: 'Invalid enumerated value', detail: 'The value must be one of {values}' },
  '10033': {
    status: 422,
    title: 'Value outside of range',
    detail: 'The value is outside of allowed range {minimum} to {maximum}',
  },
  '10039': {
    status: 403,
    title: 'Feature limited',
    detail:
      'A limit for this feature has been reached at this account level. See https://telnyx.com/upgrade for options.',
  },
  '20012': {
    status: 403,
    title: 'Account inactive',
    detail: 'The request cannot be fulfilled because your account has been deactivated. It may be out of funds.',
  },
  '20100': {
    status: 403,
    title: 'Insufficient Funds',
    detail: 'You do not have enough funds to perform this action.',
  },
  '40020': {
    status: 403,
    title: 'Blocked as potentially artificial inflation of traffic',
    detail: 'Sending of 2FA traffic has been blocked for 24 hours.',
  },
  '40309': {
    status: 400,
    title: 'Invalid destination region',
    detail: "The region for the destination is not included in the messaging profile's whitelisted destinations.",
  },
  '40331': {
    status: 400,
    title: 'Missing whitelisted destinations',
    detail: 'Messaging profile is missing whitelisted destinations.',
  },
  '40333': {
    status: 400,
    title: 'Messaging profile spend limit reached',
    detail: 'Request refused because this would incur cost above the spend limit configured on the messaging profile.',
  },
} as const

export type ErrorCode = keyof typeof errorCodes

/** The only details that differ from the table: they were observed in answers of Verify (P2, V3). */
export const observedDetails = {
  noChannel: 'No channel setting provided: sms, call, etc',
  profileNotFound: 'Profile not found',
} as const

export type ObservedDetail = (typeof observedDetails)[keyof typeof observedDetails]

type WordsIn<Text extends string> = Text extends `${string}{${infer Word}}${infer Rest}` ? Word | WordsIn<Rest> : never

/** The values in the detail of a code. */
export type DetailValues<Code extends ErrorCode> = Readonly<
  Record<WordsIn<(typeof errorCodes)[Code]['detail']>, string | number>
>

/** The codes whose detail is the same in every answer. */
export type FixedCode = {
  [Code in ErrorCode]: [WordsIn<(typeof errorCodes)[Code]['detail']>] extends [never] ? Code : never
}[ErrorCode]

/** The documented detail of a code, with its values filled in (H5). */
export function detailOf<Code extends ErrorCode>(
  code: Code,
  ...values: Code extends FixedCode ? [] : [DetailValues<Code>]
): string {
  return fillDetail(code, values[0])
}

/** As `detailOf`, for a code of which it is not known whether its detail has values. */
export function fillDetail(code: ErrorCode, values: Readonly<Record<string, string | number>> = {}): string {
  return errorCodes[code].detail.replace(/\{(\w+)\}/g, (_, word: string) => String(values[word]))
}
