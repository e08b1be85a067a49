import type { Context } from 'hono'
import { ProblemError } from '../control-api/problem.js'
import { createRefusal, throwNotFound } from '../core/errors.js'
import { controlOperations } from '../spec/operations.js'
import { suggest } from '../wire/suggest.js'
import { hasOtherKey, readApiKey, sandboxOfKey } from './api-key.js'
import { readJsonBody } from './body.js'
import { requireKnownPage, requireVerifyHost } from './control-access.js'
import { toProblemResponse } from './control-response.js'
import { allowPage, answerPreflight, isPreflight, refusePreflight } from './cors.js'
import { findNotEmulated, hintForUnknown } from './hints/hint.js'
import type { AppParts } from './parts.js'
import { beginRequest, endRequest, type RequestContext, sentPath } from './request-context.js'
import { findMethods } from './required-headers.js'
import { asRefusal, toRefusalResponse, toResponse } from './vendor-response.js'

/** The maximum size of a body that is read for a hint. Bytes. */
const largestBody = 64 * 1024

/** Answers requests without an operation: unknown paths (H6), wrong methods (H7), a base URL without `/v2` (H1). */
export async function answerNotFound(c: Context, parts: AppParts): Promise<Response> {
  const { path } = c.req
  const controlMethods = findMethods('control', path)
  if (controlMethods.length > 0 || /^\/_emulator(\/|$)/.test(path))
    return answerControlNotFound(c, controlMethods, parts)
  const context = beginRequest(c, null, parts)
  const { requestId } = context
  const methods = path.startsWith('/v2/') ? findMethods('verify', path.slice(3)) : []
  try {
    if (/^\/v2(?:\/|$)/.test(path)) {
      requireVerifyHost(parts.access, c.req.header('host'), c.req.url)
      if (isPreflight(c)) refusePreflight(c, parts)
    }
    const isKnown = methods.length > 0 && findNotEmulated(path) === undefined
    openSandbox(context, isKnown, parts)
    const sent = { method: c.req.method, path: sentPath(c.req.url), body: await readFacts(context) }
    if (!isKnown) throwNotFound(ruleOf(sent), hintForUnknown(sent))
    throw createRefusal('10030', { rule: 'H7', hint: hintForUnknown(sent) })
  } catch (error) {
    const refusal = asRefusal(error)
    const allow = refusal.status === 405 ? methods.join(', ') : undefined
    const answer = toRefusalResponse(refusal, { requestId, allow })
    context.rule = refusal.rule
    endRequest(context, answer, parts)
    return toResponse(answer)
  }
}

/** Opens the sandbox of the key for the journal. An unknown path is 404 whatever the key (H6). @throws {Refusal} 401 (H2) */
function openSandbox(context: RequestContext, needsKey: boolean, parts: AppParts): void {
  try {
    const { req } = context.c
    const { key } = readApiKey(req.header('authorization'), () => hasOtherKey((name) => req.header(name)))
    context.sandbox = parts.sandboxes.read(sandboxOfKey(key))
  } catch (error) {
    if (needsKey) throw error
  }
}

/** Reads what a body or a query says, for a hint; undefined if it says nothing. */
async function readFacts(context: RequestContext): Promise<unknown> {
  const { req } = context.c
  if (req.method === 'GET' || req.method === 'HEAD') return req.query()
  if (!/json/i.test(req.header('content-type') ?? '')) return undefined
  try {
    const { text, value } = await readJsonBody(req, largestBody)
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

function answerControlNotFound(c: Context, allowed: readonly string[], parts: AppParts): Response {
  const { path, method } = c.req
  const requestId = parts.createRequestId()
  if (isPreflight(c)) {
    try {
      requireKnownPage(parts.access, (name) => c.req.header(name), c.req.url)
      return answerPreflight(c, allowed, parts.access)
    } catch (error) {
      if (error instanceof ProblemError) return toProblemResponse(error, requestId)
      throw error
    }
  }
  if (allowed.length > 0) {
    const detail = `${path} does not support ${method}. Use ${allowed.join(' or ')}.`
    const problem = new ProblemError(405, 'Method not allowed', detail)
    return allowPage(toProblemResponse(problem, requestId, { allow: allowed.join(', ') }), c, parts.access)
  }
  const known = [...new Set(controlOperations.map(({ path }) => path))]
  const problem = new ProblemError(404, 'Not found', suggest('path', path, known))
  return allowPage(toProblemResponse(problem, requestId), c, parts.access)
}
