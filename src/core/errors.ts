/** The vendor's error codes in use, each with its title and usual HTTP status. */
export const errorCodes = {
  '10002': { status: 400, title: 'Invalid phone number' },
  '10004': { status: 422, title: 'Missing required parameter' },
  '10005': { status: 404, title: 'Resource not found' },
  '10006': { status: 400, title: 'Invalid ID' },
  '10007': { status: 500, title: 'Unexpected error' },
  '10009': { status: 401, title: 'Authentication failed' },
  '10010': { status: 403, title: 'Authorization failed' },
  '10011': { status: 429, title: 'Too many requests' },
  '10014': { status: 415, title: 'Unsupported Media Type' },
  '10015': { status: 400, title: 'Bad Request' },
  '10016': { status: 400, title: 'Phone number must be in +E.164 format' },
  '10023': { status: 400, title: 'Invalid JSON' },
  '10025': { status: 422, title: 'String length out of range' },
  '10026': { status: 422, title: 'Invalid parameter type' },
  '10027': { status: 422, title: 'Unprocessable Entity' },
  '10029': { status: 415, title: 'Expected JSON Content-Type' },
  '10030': { status: 405, title: 'Method not allowed' },
  '10032': { status: 422, title: 'Invalid enumerated value' },
  '10033': { status: 422, title: 'Value outside of range' },
  '10039': { status: 403, title: 'Feature limited' },
  '20012': { status: 403, title: 'Account inactive' },
  '20100': { status: 403, title: 'Insufficient Funds' },
  '40020': { status: 403, title: 'Blocked as potentially artificial inflation of traffic' },
  '40309': { status: 400, title: 'Invalid destination region' },
  '40331': { status: 400, title: 'Missing whitelisted destinations' },
  '40333': { status: 400, title: 'Messaging profile spend limit reached' },
} as const

export type ErrorCode = keyof typeof errorCodes

/** The part of the request that is wrong: a JSON pointer into the body, or the name of a parameter. */
export type Source = { readonly pointer: string } | { readonly parameter: string }

/** One entry of the vendor's `errors` list. */
export interface Reason {
  readonly code: ErrorCode
  readonly detail: string
  readonly source?: Source | undefined
}

export interface RefusalOptions {
  /** ID of the rule behind the refusal; absent if a scenario or the emulator itself refuses. */
  readonly rule?: string | undefined
  readonly source?: Source
  /** Overrides the usual status of the code. */
  readonly status?: number
  /** One sentence that says what to do. It is sent in a header, so that the body stays the vendor's. */
  readonly hint?: string
}

/** A refused request. The functions below throw it, and a single place turns it into an answer. */
export class Refusal extends Error {
  readonly reasons: readonly [Reason, ...Reason[]]
  readonly status: number
  readonly hint: string
  readonly rule: string | null

  constructor(reasons: readonly [Reason, ...Reason[]], options: Omit<RefusalOptions, 'source'> = {}) {
    super(reasons[0].detail)
    this.reasons = reasons
    this.status = options.status ?? errorCodes[reasons[0].code].status
    this.hint = options.hint ?? reasons[0].detail
    this.rule = options.rule ?? null
  }
}

/** @throws {Refusal} always */
export function refuse(code: ErrorCode, detail: string, options: RefusalOptions & { readonly rule: string }): never {
  throw new Refusal([{ code, detail, source: options.source }], options)
}

/** @throws {Refusal} 404, 10005 with the wording of H6, for any rule */
export function throwNotFound(rule: string, hint: string): never {
  refuse('10005', 'The requested resource or URL could not be found.', { rule, hint })
}

/** @throws {Refusal} 400, 10015 with the observed wording (V3) */
export function throwProfileNotFound(profileId: string, isDefault: string): never {
  refuse('10015', 'Profile not found', {
    rule: 'V3',
    source: { pointer: '/verify_profile_id' },
    hint: `this sandbox has no profile ${profileId}; create one, or use ${isDefault}, which every fresh sandbox has`,
  })
}

/** @throws {Refusal} 422, 10004 with the observed wording (H9), for any rule */
export function throwMissing(rule: string, field: string, hint: string): never {
  refuse('10004', 'A required parameter was missing.', { rule, source: { pointer: `/${field}` }, hint })
}
