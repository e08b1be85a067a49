import { Refusal } from '../core/errors.js'
import type { VerifyOperation } from '../spec/operations.js'
import { toErrors } from '../wire/error.js'
import { BodyError, toBodyRefusal } from './body.js'
import { hintDropped } from './dropped.js'
import { explainRefusal, withHint } from './hints/explain.js'
import { explainNulls } from './hints/nulls.js'
import type { AppParts } from './parts.js'
import type { RequestContext } from './request-context.js'
import { addRequiredHeaders } from './required-headers.js'
import { asRefusal, inDialect, toRefusalResponse, type VendorResponse } from './vendor-response.js'

/** The rules of refusals that the document does not declare, because limits apply on request only. */
const rulesOfLimits = ['H12', 'V14']

/** Answers a request of the emulated API that failed: as a refusal in the dialect, with hints. */
export function toFailureResponse(
  error: unknown,
  operation: VerifyOperation,
  context: RequestContext,
  parts: AppParts,
): VendorResponse {
  const { call, bodyText, requestId, allowance, decision, hints } = context
  let refusal = inDialect(
    asRefusal(error instanceof BodyError ? toBodyRefusal(error) : error),
    operation,
    parts.dialect,
  )
  const scenario = decision?.scenario ?? null
  // Refusals by a scenario, a limit or the emulator itself (without a rule) are not declared by the document.
  if (refusal.status < 500 && refusal.rule !== null && !rulesOfLimits.includes(refusal.rule)) {
    try {
      parts.checkAnswer?.(operation.id, refusal.status, toErrors(refusal))
    } catch (violation) {
      refusal = asRefusal(violation)
      parts.onBug(violation)
    }
  } else if (!(error instanceof Refusal)) {
    parts.onBug(error)
  }
  context.rule = refusal.rule
  const explained = withHint(refusal, explainRefusal(refusal, call, bodyText))
  if (operation.method === 'PATCH') hints.push(...explainNulls(refusal, bodyText, parts.dialect))
  // The hint about a missing field names the one that was sent for it.
  const isNamed = refusal.reasons[0].code === '10004'
  const others = hints.filter((hint) => !isNamed || !hint.startsWith('unknown field'))
  hintDropped(refusal, context.sandbox, parts, others)
  const answer = toRefusalResponse(explained, { requestId, allowance, scenario, hints: others })
  addRequiredHeaders(answer, call.path)
  return answer
}
