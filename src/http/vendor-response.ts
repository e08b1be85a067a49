import { Refusal } from '../core/errors.js'
import type { Allowance } from '../core/rate-limits.js'
import { toErrors } from '../wire/error.js'

/** An answer of the emulated API before it goes out, so that the journal can keep it and a fault can bend it. */
export interface VendorResponse {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
  /** The first of the vendor's error codes in it. */
  readonly errorCode: string | null
}

export interface VendorResponseOptions {
  readonly requestId: string
  /** One sentence that says what to do. */
  readonly hint?: string | undefined
  /** Where the key stands, if it is limited. */
  readonly allowance?: Allowance | undefined
  /** Id of the scenario that bent it. */
  readonly scenario?: string | null | undefined
  readonly allow?: string | undefined
}

/** H12: what the headers say while nothing is limited; the numbers are made up. */
const unlimited: Allowance = { limit: 1000, remaining: 999, resetSecs: 1, isSpent: false }

/** A hint as a header can carry it: one line of plain ASCII. */
function toHintHeader(hint: string): string {
  return hint.replaceAll(/[^\x20-\x7e]+/g, '?').slice(0, 500)
}

/** An answer with the headers that all of them have (H12, H13). */
export function toVendorResponse(status: number, body: unknown, options: VendorResponseOptions): VendorResponse {
  const { requestId, hint, allowance = unlimited, scenario, allow } = options
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    'x-request-id': requestId,
    'x-ratelimit-limit': String(allowance.limit),
    'x-ratelimit-remaining': String(allowance.remaining),
    'x-ratelimit-reset': String(allowance.resetSecs),
  }
  if (hint !== undefined) headers['x-emulator-hint'] = toHintHeader(hint)
  if (scenario) headers['x-emulator-scenario'] = scenario
  if (allow !== undefined) headers.allow = allow
  if (status === 429) headers['retry-after'] = String(allowance.resetSecs)
  return { status, headers, body: JSON.stringify(body), errorCode: null }
}

export function toRefusalResponse(refusal: Refusal, options: VendorResponseOptions): VendorResponse {
  const answer = toVendorResponse(refusal.status, toErrors(refusal), { hint: refusal.hint, ...options })
  return { ...answer, errorCode: refusal.reasons[0].code }
}

export function toResponse({ status, headers, body }: VendorResponse): Response {
  return new Response(body, { status, headers })
}

/** The refusal that an exception amounts to; what nobody foresaw is a bug of ours and said to be one. */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const text = error instanceof Error ? error.message : String(error)
  return new Refusal([{ code: '10007', detail: 'An unexpected error occurred.' }], {
    hint: `this is a bug in the emulator; please report it: ${text}`,
  })
}

/** Answers a request whose Host or target makes no URL, so that no operation can be looked for. */
export function answerUnreadable(error: unknown, requestId: string): Response {
  const hint = `the request line or the Host header cannot be read: ${error instanceof Error ? error.message : error}`
  const refusal = new Refusal([{ code: '10015', detail: 'The request cannot be read.' }], { rule: 'H6', hint })
  return toResponse(toRefusalResponse(refusal, { requestId }))
}
