import { createRefusal } from '../core/errors.js'
import type { Answer } from './answer.js'
import { type Call, headersOf } from './call.js'
import { type ControlAccess, isAllowedOrigin } from './control-access.js'
import type { AppParts } from './parts.js'

/** The headers of a request that a page may set, besides those that are always allowed. */
const requestHeaders = 'authorization, content-type, last-event-id, accept'
/** The headers of an answer that a page may read, besides those that it always may. */
const answerHeaders = 'x-request-id, allow'
/** How long a browser may remember the answer to a preflight. Seconds. */
const maxAgeSecs = 600

/** Whether a request is a browser's question whether a page may send another one. */
export function isPreflight(call: Call): boolean {
  return (
    call.method === 'OPTIONS' &&
    call.header('origin') !== undefined &&
    call.header('access-control-request-method') !== undefined
  )
}

/** Adds the headers with which a page of an allowed origin may read an answer of the control API, errors included. */
export function allowPage(answer: Answer, call: Call, access: ControlAccess): Answer {
  const origin = call.header('origin')
  if (origin === undefined) return answer
  const { vary } = answer.headers
  const headers: Answer['headers'] = { ...answer.headers, vary: vary === undefined ? 'origin' : `${vary}, origin` }
  if (isAllowedOrigin(origin, access, headersOf(call))) {
    headers['access-control-allow-origin'] = origin
    headers['access-control-expose-headers'] = answerHeaders
  }
  return { ...answer, headers }
}

/**
 * Answers a preflight of the control API. It needs no token, because a browser cannot send one with it.
 *
 * @param methods the methods of the path; all if it does not exist, so that a page can read the 404
 * @param more further headers that the page may set
 */
export function answerPreflight(call: Call, methods: readonly string[], access: ControlAccess, more = ''): Answer {
  const headers: Answer['headers'] = {
    'access-control-allow-methods': (methods.length > 0 ? methods : ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).join(
      ', ',
    ),
    'access-control-allow-headers': more === '' ? requestHeaders : `${requestHeaders}, ${more}`,
    'access-control-max-age': String(maxAgeSecs),
  }
  if (call.header('access-control-request-private-network') === 'true')
    headers['access-control-allow-private-network'] = 'true'
  return allowPage({ status: 204, headers, body: null }, call, access)
}

/**
 * Refuses a page that asks whether it may call the emulated API. A browser shows such an answer to no script, so that the
 * emulator reports it too.
 *
 * @throws {Refusal} 403, 10010 always
 */
export function refusePreflight(call: Call, { onRefusedPage }: Pick<AppParts, 'onRefusedPage'>): never {
  onRefusedPage(call.header('origin') ?? '')
  const hint =
    'a page must not hold an API key, which every visitor could read; call this API from your backend (for a login form without one, run: tve prototype), and read codes in tests with the control API, which pages on this machine may call'
  throw createRefusal('10010', { hint })
}
