import type { Context } from 'hono'
import { ProblemError } from '../control-api/problem.js'
import { createRefusal, type Refusal, throwNotFound } from '../core/errors.js'
import { channels } from '../core/records.js'
import { controlOperations, verifyOperations } from '../spec/operations.js'
import { hintNotEmulated } from '../wire/not-emulated.js'
import { createPathPattern, findPaths } from '../wire/path-match.js'
import { suggest, suggestNearest } from '../wire/suggest.js'
import { readApiKey, sandboxOfKey } from './api-key.js'
import { toProblemResponse } from './control-request.js'
import type { AppParts } from './parts.js'
import { beginRequest, endRequest } from './request-context.js'
import { asRefusal, toRefusalResponse, toResponse, type VendorResponseOptions } from './vendor-response.js'

const toKnownPath = ({ method, path }: { method: string; path: string }) => ({ method, ...createPathPattern(path) })
const verifyPaths = verifyOperations.map(toKnownPath)
const controlPaths = controlOperations.map(toKnownPath)

/** The methods of a path. */
function methodsAt(known: typeof verifyPaths, path: string): string[] {
  return [...new Set(findPaths(known, path).flatMap(({ method }) => (method === 'GET' ? [method, 'HEAD'] : [method])))]
}

/** Answers requests without an operation: unknown paths (H6), wrong methods (H7), a base URL without `/v2` (H1). */
export function answerNotFound(c: Context, parts: AppParts): Response {
  const context = beginRequest(c, null, parts)
  const { requestId } = context
  const { path } = c.req
  const controlMethods = methodsAt(controlPaths, path)
  if (controlMethods.length > 0 || /^\/_emulator(\/|$)/.test(path)) {
    return answerControlNotFound(path, c.req.method, controlMethods, requestId)
  }
  const answer = (refusal: Refusal, options: Partial<VendorResponseOptions> = {}) => {
    const refused = toRefusalResponse(refusal, { requestId, ...options })
    context.rule = refusal.rule
    endRequest(context, refused, parts)
    return toResponse(refused)
  }
  try {
    // H2 comes first.
    if (path.startsWith('/v2/'))
      context.sandbox = parts.sandboxes.open(sandboxOfKey(readApiKey(c.req.header('authorization'))))
    const inside = path.startsWith('/v2') ? path.slice(3) : path
    const unemulated = hintUnemulatedChannel(inside)
    const methods = path.startsWith('/v2/') && unemulated === undefined ? methodsAt(verifyPaths, inside) : []
    if (methods.length > 0) {
      const allow = methods.join(', ')
      const refusal = createRefusal('10030', {
        rule: 'H7',
        hint: `${path} does not support ${c.req.method}; use ${methods.join(' or ')}${hintMeant(c.req.method, inside)}`,
      })
      return answer(refusal, { allow })
    }
    if (unemulated !== undefined) throwNotFound('X1', unemulated)
    return throwNotFound(ruleOfPath(path, inside), hintForPath(path, inside))
  } catch (error) {
    return answer(asRefusal(error))
  }
}

/** X1: a channel that is documented and not emulated is a path like any unknown one, not an ID with a wrong method. */
function hintUnemulatedChannel(inside: string): string | undefined {
  const [, channel] = /^\/verifications\/(\w+)$/.exec(inside) ?? []
  return channel === undefined ? undefined : hintNotEmulated(channel)
}

/** Suggests a literal path of this method: a misspelled one like `/verifications/smss` matches as an id. */
function hintMeant(method: string, inside: string): string {
  const literal = verifyPaths.filter((known) => known.method === method && known.isLiteral && known.path !== inside)
  const known = literal.map(({ path }) => `${method} /v2${path}`)
  const suggestion = suggestNearest(`${method} /v2${inside}`, known)
  return suggestion === undefined ? '' : `. ${suggestion}`
}

/** V10: removed from the vendor's API. H1: the base URL lacks /v2. H6: anything else. */
function ruleOfPath(path: string, inside: string): string {
  if (!path.startsWith('/v2/')) return 'H1'
  return inside === '/verifications' ? 'V10' : 'H6'
}

function hintForPath(path: string, inside: string): string {
  if (!path.startsWith('/v2/') && methodsAt(verifyPaths, path).length > 0)
    return `the base URL lacks /v2; use /v2${path}`
  // V10: removed from the vendor's API, still in old examples.
  if (inside === '/verifications')
    return `POST /v2/verifications was removed; use /v2/verifications/<type>, where the type is one of ${channels.join(', ')}`
  if (inside.endsWith('/') && methodsAt(verifyPaths, inside.slice(0, -1)).length > 0) return 'remove the trailing slash'
  if (/^(\/v2){2}\//.test(path)) return 'the path has /v2 twice; the base URL already ends in /v2'
  const known = [...new Set(verifyPaths.map((known) => `/v2${known.path}`))]
  return suggest('path', path, known, 'The emulator supports Telnyx Verify and Verified Numbers only.')
}

function answerControlNotFound(path: string, method: string, allowed: readonly string[], requestId: string): Response {
  if (allowed.length > 0) {
    const detail = `${path} does not support ${method}. Use ${allowed.join(' or ')}.`
    return toProblemResponse(new ProblemError(405, 'Method not allowed', detail), requestId, {
      allow: allowed.join(', '),
    })
  }
  const known = [...new Set(controlPaths.map((known) => known.path))]
  return toProblemResponse(new ProblemError(404, 'Not found', suggest('path', path, known)), requestId)
}
