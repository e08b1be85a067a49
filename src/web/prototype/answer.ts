import { securityHeaders } from '../serve/security-headers.js'
import type { WebAnswer } from '../serve/web-request.js'

/** The pages that may call the two routes: those of this machine. */
const loopbackOrigin = /^https?:\/\/(localhost|[\w-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i

/** A refusal of the prototype, answered as JSON. */
export class PrototypeError extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** Members in addition to `error`. */
    readonly beside: Readonly<Record<string, unknown>> = {},
  ) {
    super(message)
  }
}

/** @throws {PrototypeError} 403 for a page from another machine */
export function requireLoopback(origin: string | undefined): void {
  if (origin === undefined || loopbackOrigin.test(origin)) return
  throw new PrototypeError(403, `The prototype is only available to pages of this machine, not to ${origin}.`)
}

/** Headers that let a page on another port of this machine read the answer and send its cookie. */
function corsHeaders(origin: string | undefined): Record<string, string> {
  if (origin === undefined || !loopbackOrigin.test(origin)) return { vary: 'origin' }
  return {
    vary: 'origin',
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type',
    'access-control-max-age': '600',
    'cross-origin-resource-policy': 'cross-origin',
  }
}

/** An answer of the prototype, which must not be cached. */
export function answerJson(
  status: number,
  body: object | null,
  origin: string | undefined,
  headers: Readonly<Record<string, string>> = {},
): WebAnswer {
  const all = { ...securityHeaders, 'cache-control': 'no-store', ...corsHeaders(origin), ...headers }
  if (body === null) return { status, headers: all, body: null }
  return { status, headers: { ...all, 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
