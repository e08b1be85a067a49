import type { Context } from 'hono'

/** Answers with a body and its entity tag, or with 304 if the caller has the body already. */
export function answerTagged(c: Context, etag: string, requestId: string, answer: () => Response): Response {
  const headers = { etag, 'cache-control': 'no-cache', 'x-request-id': requestId }
  if (isKnown(c.req.header('if-none-match'), etag)) return new Response(null, { status: 304, headers })
  const response = answer()
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  return response
}

/** Whether an If-None-Match lists a tag; weak tags match too (RFC 9110, 13.1.2). */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const listed = ifNoneMatch?.split(',').map((known) => known.trim().replace(/^W\//, '')) ?? []
  return listed.includes(etag) || listed.includes('*')
}
