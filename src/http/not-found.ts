import type { Context } from 'hono'
import { Problem } from '../control-api/problem.js'
import { Refusal, throwNotFound } from '../core/errors.js'
import { channels } from '../core/records.js'
import { controlOperations, verifyOperations } from '../spec/operations.js'
import { findNearest } from '../wire/suggest.js'
import { readKey, sandboxOfKey } from './api-key.js'
import type { AppParts } from './app.js'
import { answerProblem } from './control-request.js'
import { beginExchange, endExchange } from './request-context.js'
import { type AnswerOptions, asRefusal, toRefusalAnswer, toResponse } from './vendor-response.js'

/** A path of a document as a pattern: a parameter is one segment. */
const toPattern = (path: string) => new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`)

interface KnownPath {
  readonly method: string
  readonly path: string
  readonly pattern: RegExp
}

const toKnownPath = ({ method, path }: { method: string; path: string }): KnownPath => ({
  method,
  path,
  pattern: toPattern(path),
})

const verifyPaths = verifyOperations.map(toKnownPath)
const controlPaths = controlOperations.map(toKnownPath)

/** The methods of a path; where it stands literally, paths with parameters do not count (T1). */
function methodsAt(paths: readonly KnownPath[], path: string): string[] {
  const literal = paths.filter((known) => known.path === path)
  const found = literal.length > 0 ? literal : paths.filter(({ pattern }) => pattern.test(path))
  return [...new Set(found.flatMap(({ method }) => (method === 'GET' ? [method, 'HEAD'] : [method])))]
}

/** Answers what no operation answers: unknown paths (H6), wrong methods (H7), a base URL without `/v2` (H1). */
export function answerUnknown(c: Context, parts: AppParts): Response {
  const exchange = beginExchange(c, null, parts)
  const { requestId } = exchange
  const { path } = c.req
  const overridesMethods = methodsAt(controlPaths, path)
  if (overridesMethods.length > 0 || /^\/_emulator(\/|$)/.test(path)) {
    return answerUnknownControl(path, c.req.method, overridesMethods, requestId)
  }
  const answer = (refusal: Refusal, options: Partial<AnswerOptions> = {}) => {
    const refused = toRefusalAnswer(refusal, { requestId, ...options })
    exchange.rule = refusal.rule
    endExchange(exchange, refused, parts)
    return toResponse(refused)
  }
  try {
    // H2 comes first.
    if (path.startsWith('/v2/'))
      exchange.sandbox = parts.sandboxes.open(sandboxOfKey(readKey(c.req.header('authorization'))))
    const inside = path.startsWith('/v2') ? path.slice(3) : path
    const methods = path.startsWith('/v2/') ? methodsAt(verifyPaths, inside) : []
    if (methods.length > 0) {
      const allow = methods.join(', ')
      const refusal = new Refusal([{ code: '10030', detail: `The method ${c.req.method} is not allowed here.` }], {
        rule: 'H7',
        hint: `${c.req.method} is not possible at ${path}; ${allow} ${methods.length > 1 ? 'are' : 'is'}${hintMeant(c.req.method, inside)}`,
      })
      return answer(refusal, { allow })
    }
    return throwNotFound(ruleUnknown(path, inside), hintUnknown(path, inside))
  } catch (error) {
    return answer(asRefusal(error))
  }
}

/** A literal path of this method that was probably meant: `/verifications/smss` reads as an id. */
function hintMeant(method: string, inside: string): string {
  const literal = verifyPaths.filter(
    (known) => known.method === method && !known.path.includes('{') && known.path !== inside,
  )
  const nearest = findNearest(
    inside,
    literal.map((known) => known.path),
  )
  return nearest ? `; did you mean ${method} /v2${nearest}?` : ''
}

/** V10: gone from the vendor's API. H1: the base URL lacks /v2. H6: anything else. */
function ruleUnknown(path: string, inside: string): string {
  if (!path.startsWith('/v2/')) return 'H1'
  return inside === '/verifications' ? 'V10' : 'H6'
}

function hintUnknown(path: string, inside: string): string {
  if (!path.startsWith('/v2/') && methodsAt(verifyPaths, path).length > 0)
    return `the base URL lacks /v2: the path is /v2${path}`
  // V10: gone from the vendor's API, still in old examples.
  if (inside === '/verifications')
    return `POST /v2/verifications with a type is no more; post to /v2/verifications/<type>, which is one of ${channels.join(', ')}`
  if (inside.endsWith('/') && methodsAt(verifyPaths, inside.slice(0, -1)).length > 0)
    return 'leave the slash at the end of the path away'
  if (/^(\/v2){2}\//.test(path)) return 'the path has /v2 twice: the base URL ends in /v2 already'
  const nearest = findNearest(inside, [...new Set(verifyPaths.map((known) => known.path))])
  const scope = 'the emulator answers Telnyx Verify and Verified Numbers only'
  return nearest ? `there is nothing at ${path}; did you mean /v2${nearest}?` : `there is nothing at ${path}: ${scope}`
}

function answerUnknownControl(path: string, method: string, allowed: readonly string[], requestId: string): Response {
  if (allowed.length > 0) {
    const detail = `${method} is not possible at ${path}; ${allowed.join(', ')} ${allowed.length > 1 ? 'are' : 'is'}.`
    return answerProblem(new Problem(405, 'Method not allowed', detail), requestId, { allow: allowed.join(', ') })
  }
  const known = [...new Set(controlPaths.map((known) => known.path))]
  const nearest = findNearest(path, known)
  const instead = nearest ? `did you mean ${nearest}?` : `the control API has ${known.join(', ')}.`
  return answerProblem(new Problem(404, 'Not found', `There is nothing at ${path}; ${instead}`), requestId)
}
