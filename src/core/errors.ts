import {
  detailOf,
  type ErrorCode,
  errorCodes,
  type FixedCode,
  type ObservedDetail,
  observedDetails,
} from './error-codes.js'

export { type ErrorCode, errorCodes } from './error-codes.js'

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
  /** Overrides the usual status of the code. */
  readonly status?: number
  /** One sentence that says what to do. It is sent in a header, so that the body stays the vendor's. */
  readonly hint: string
}

/** A refused request. The functions below throw it, and a single place turns it into an answer. */
export class Refusal extends Error {
  readonly reasons: readonly [Reason, ...Reason[]]
  readonly status: number
  readonly hint: string
  readonly rule: string | null

  constructor(reasons: readonly [Reason, ...Reason[]], options: RefusalOptions) {
    super(options.hint)
    this.reasons = reasons
    this.status = options.status ?? errorCodes[reasons[0].code].status
    this.hint = options.hint
    this.rule = options.rule ?? null
  }
}

/** Creates a refusal whose detail is that of the code; the particulars belong into the hint (H5). */
export function createRefusal(code: FixedCode, options: RefusalOptions): Refusal {
  return new Refusal([{ code, detail: detailOf(code) }], options)
}

export interface RefuseOptions extends RefusalOptions {
  readonly rule: string
  readonly source?: Source
  /** Instead of the detail of the code. */
  readonly detail?: ObservedDetail
}

/** Refuses with the documented detail of a code. @throws {Refusal} always */
export function refuse(code: FixedCode, { source, detail, ...options }: RefuseOptions): never {
  throw new Refusal([{ code, detail: detail ?? detailOf(code), source }], options)
}

/** @throws {Refusal} 404, 10005 with the wording of H6, for any rule */
export function throwNotFound(rule: string, hint: string): never {
  refuse('10005', { rule, hint })
}

/** @throws {Refusal} 400, 10015 with the observed wording (V3) */
export function throwProfileNotFound(profileId: string, defaultId: string): never {
  refuse('10015', {
    rule: 'V3',
    detail: observedDetails.profileNotFound,
    source: { pointer: '/verify_profile_id' },
    hint: `this sandbox has no profile ${profileId}; create one, or use ${defaultId}, which every fresh sandbox has`,
  })
}

/** @throws {Refusal} 422, 10004 with the observed wording (H9), for any rule */
export function throwMissing(rule: string, field: string, hint: string): never {
  refuse('10004', { rule, source: { pointer: `/${field}` }, hint })
}
