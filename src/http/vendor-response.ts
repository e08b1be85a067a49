import { createRefusal, Refusal } from '../core/errors.js'
import type { Allowance } from '../core/rate-limits.js'
import type { Dialect } from '../core/settings.js'
import type { VerifyOperation } from '../spec/operations.js'
import { toErrors } from '../wire/error.js'
import type { Answer } from './answer.js'

/** A response of the emulated API before it is sent, so that the journal can keep it and a fault can change it. */
export interface VendorResponse extends Answer {
  readonly body: string
  /** The first of its vendor error codes. */
  readonly errorCode: string | null
}

export interface VendorResponseOptions {
  readonly requestId: string
  /** Sentences that say how to fix the request, the most important first. */
  readonly hints?: readonly string[] | undefined
  /** The state of the key's rate limit, if it has one. */
  readonly allowance?: Allowance | undefined
  /** ID of the scenario that forced it. */
  readonly scenario?: string | null | undefined
  readonly allow?: string | undefined
}

/** The header values without a rate limit (H12); the numbers are made up. */
const unlimited: Allowance = { limit: 1000, remaining: 999, resetSecs: 1, isSpent: false }

/**
 * Converts hints to a header value: one line of plain ASCII. Each hint is truncated by itself, so that a long one never
 * hides another.
 */
function toHintHeader(hints: readonly string[]): string {
  return [...new Set(hints)].map((hint) => hint.replaceAll(/[^\x20-\x7e]+/g, '?').slice(0, 500)).join(' | ')
}

/** Creates a response with the headers common to all (H12, H13). */
export function toJsonResponse(status: number, json: string, options: VendorResponseOptions): VendorResponse {
  const { requestId, hints = [], allowance = unlimited, scenario, allow } = options
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    'x-request-id': requestId,
    'x-ratelimit-limit': String(allowance.limit),
    'x-ratelimit-remaining': String(allowance.remaining),
    'x-ratelimit-reset': String(allowance.resetSecs),
  }
  if (hints.length > 0) headers['x-emulator-hint'] = toHintHeader(hints)
  if (scenario) headers['x-emulator-scenario'] = scenario
  if (allow !== undefined) headers.allow = allow
  if (status === 429) headers['retry-after'] = String(allowance.resetSecs)
  return { status, headers, body: json, errorCode: null }
}

export function toRefusalResponse(refusal: Refusal, options: VendorResponseOptions): VendorResponse {
  const hints = [refusal.hint, ...(options.hints ?? [])]
  const answer = toJsonResponse(refusal.status, JSON.stringify(toErrors(refusal)), { ...options, hints })
  return { ...answer, errorCode: refusal.reasons[0].code }
}

/** Converts an exception to a refusal. An unexpected one is reported as a bug in the emulator. */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const text = error instanceof Error ? error.message : String(error)
  return createRefusal('10007', {
    hint: `this is a bug in the emulator; please report it: ${text}`,
  })
}

/** Answers a request whose Host or target cannot be parsed as a URL. */
export function answerUnreadable(error: unknown, requestId: string): Answer {
  const hint = `the request line or the Host header cannot be read: ${error instanceof Error ? error.message : error}`
  const refusal = createRefusal('10015', { rule: 'H6', hint })
  return toRefusalResponse(refusal, { requestId })
}

/** The vendor's document declares 422 for Verified Numbers only; the `spec` dialect follows it (H9, H10). */
export function inDialect(refusal: Refusal, operation: VerifyOperation, dialect: Dialect): Refusal {
  const isDeclared = refusal.status !== 422 || operation.tag !== 'Verify'
  if (dialect === 'docs' || isDeclared) return refusal
  return new Refusal(refusal.reasons, { status: 400, hint: refusal.hint, rule: refusal.rule ?? undefined })
}
