import type { Answer } from './answer.js'
import type { Call } from './call.js'

/** Answers with a body and its entity tag, or with 304 if the caller has the body already. */
export function answerTagged(call: Call, etag: string, requestId: string, create: () => Answer): Answer {
  const headers = { etag, 'cache-control': 'no-cache', 'x-request-id': requestId }
  if (isKnown(call.header('if-none-match'), etag)) return { status: 304, headers, body: null }
  const answer = create()
  return { ...answer, headers: { ...answer.headers, ...headers } }
}

/** Whether an If-None-Match lists a tag; weak tags match too (RFC 9110, 13.1.2). */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const listed = ifNoneMatch?.split(',').map((known) => known.trim().replace(/^W\//, '')) ?? []
  return listed.includes(etag) || listed.includes('*')
}
