import { ProblemError } from '../control-api/problem.js'
import { createRefusal, throwNotFound } from '../core/errors.js'
import { noFacts } from '../core/overrides.js'
import { controlOperations } from '../spec/operations.js'
import { suggest } from '../wire/suggest.js'
import type { Answer } from './answer.js'
import { readApiKey, sandboxOfKey } from './api-key.js'
import { readJsonBody } from './body.js'
import { type Call, headersOf } from './call.js'
import { requireKnownPage, requireVerifyHost } from './control-access.js'
import { toProblemAnswer } from './control-response.js'
import { allowPage, answerPreflight, isPreflight, refusePreflight } from './cors.js'
import { endRequest } from './end-request.js'
import { findNotEmulated, hintForUnknown } from './hints/hint.js'
import type { AppParts } from './parts.js'
import { beginRequest, type RequestContext } from './request-context.js'
import { findMethods } from './required-headers.js'
import { queryOf, sentPathOf } from './target.js'
import { asRefusal, toRefusalResponse } from './vendor-response.js'

/** The maximum size of a body that is read for a hint. Bytes. */
const largestBody = 64 * 1024

/** Answers requests without an operation: unknown paths (H6), wrong methods (H7), a base URL without `/v2` (H1). */
export async function answerNotFound(call: Call, parts: AppParts): Promise<Answer> {
  const { path } = call
  const controlMethods = findMethods('control', path)
  if (controlMethods.length > 0 || /^\/_emulator(\/|$)/.test(path))
    return answerControlNotFound(call, controlMethods, parts)
  const context = beginRequest(call, noFacts, parts)
  const { requestId } = context
  const methods = path.startsWith('/v2/') ? findMethods('verify', path.slice(3)) : []
  try {
    if (/^\/v2(?:\/|$)/.test(path)) {
      requireVerifyHost(parts.access, call.header('host'), call.authority)
      if (isPreflight(call)) refusePreflight(call, parts)
    }
    const isKnown = methods.length > 0 && findNotEmulated(path) === undefined
    openSandbox(context, isKnown, parts)
    const sent = { method: call.method, path: sentPathOf(call.target), body: await readFacts(context) }
    if (!isKnown) throwNotFound(ruleOf(sent), hintForUnknown(sent))
    throw createRefusal('10030', { rule: 'H7', hint: hintForUnknown(sent) })
  } catch (error) {
    const refusal = asRefusal(error)
    const allow = refusal.status === 405 ? methods.join(', ') : undefined
    const answer = toRefusalResponse(refusal, { requestId, allow })
    context.rule = refusal.rule
    endRequest(context, answer, parts)
    return answer
  }
}

/** Opens the sandbox of the key for the journal. An unknown path is 404 whatever the key (H6). @throws {Refusal} 401 (H2) */
function openSandbox(context: RequestContext, needsKey: boolean, parts: AppParts): void {
  try {
    const { call } = context
    const { key } = readApiKey(call.header('authorization'), call)
    context.sandbox = parts.sandboxes.read(sandboxOfKey(key))
  } catch (error) {
    if (needsKey) throw error
  }
}

/** Reads what a body or a query says, for a hint; undefined if it says nothing. */
async function readFacts(context: RequestContext): Promise<unknown> {
  const { call } = context
  if (call.method === 'GET' || call.method === 'HEAD') return queryOf(call.target)
  if (!/json/i.test(call.header('content-type') ?? '')) return undefined
  try {
    const { text, value } = await readJsonBody(call, largestBody)
    context.bodyText = text
    return value
  } catch {
    return undefined
  }
}

/** V10: removed from the vendor's API. H1: the base URL lacks /v2. X1: documented and not emulated. H6: anything else. */
function ruleOf({ path }: { path: string }): string {
  if (!path.startsWith('/v2/')) return 'H1'
  if (findNotEmulated(path) !== undefined) return 'X1'
  return path === '/v2/verifications' ? 'V10' : 'H6'
}

function answerControlNotFound(call: Call, allowed: readonly string[], parts: AppParts): Answer {
  const { path, method } = call
  const requestId = parts.createRequestId()
  if (isPreflight(call)) {
    try {
      requireKnownPage(parts.access, headersOf(call), call.authority)
      return answerPreflight(call, allowed, parts.access)
    } catch (error) {
      if (error instanceof ProblemError) return toProblemAnswer(error, requestId)
      throw error
    }
  }
  if (allowed.length > 0) {
    const detail = `${path} does not support ${method}. Use ${allowed.join(' or ')}.`
    const problem = new ProblemError(405, 'Method not allowed', detail)
    return allowPage(toProblemAnswer(problem, requestId, { allow: allowed.join(', ') }), call, parts.access)
  }
  const known = [...new Set(controlOperations.map(({ path }) => path))]
  const problem = new ProblemError(404, 'Not found', suggest('path', path, known))
  return allowPage(toProblemAnswer(problem, requestId), call, parts.access)
}
