import { Refusal } from '../core/errors.js'
import { toErrors } from '../wire/error.js'

/** H12: the emulator never limits unless told to; the numbers are made up. */
const rateLimit = { 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '999', 'x-ratelimit-reset': '1' }

/** A hint as a header can carry it: one line of plain ASCII. */
function toHintHeader(hint: string): string {
  return hint.replaceAll(/[^\x20-\x7e]+/g, '?').slice(0, 500)
}

/** An answer of the emulated API (H12, H13). */
export function respond(status: number, body: unknown, requestId: string, hint?: string, allow?: string): Response {
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    'x-request-id': requestId,
    ...rateLimit,
  }
  if (hint !== undefined) headers['x-emulator-hint'] = toHintHeader(hint)
  if (allow !== undefined) headers.allow = allow
  return new Response(JSON.stringify(body), { status, headers })
}

/** The refusal that an exception amounts to; what nobody foresaw is a bug of ours and said to be one. */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const text = error instanceof Error ? error.message : String(error)
  return new Refusal([{ code: '10007', detail: 'An unexpected error occurred.' }], {
    hint: `this is a fault of the emulator, please report it: ${text}`,
  })
}

export function respondRefusal(refusal: Refusal, requestId: string, allow?: string): Response {
  return respond(refusal.status, toErrors(refusal), requestId, refusal.hint, allow)
}

/** Answers a request whose Host or target makes no URL, so that no operation can be looked for. */
export function answerUnreadable(error: unknown, requestId: string): Response {
  const hint = `the request line or the Host header cannot be read: ${error instanceof Error ? error.message : error}`
  return respondRefusal(new Refusal([{ code: '10015', detail: 'The request cannot be read.' }], { hint }), requestId)
}
