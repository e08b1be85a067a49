import type { Context } from 'hono'
import { ProblemError } from '../control-api/problem.js'
import { readJsonBody } from './body.js'
import { requireKnownPage } from './control-access.js'
import { toProblemResponse } from './control-response.js'
import { answerNotFound } from './not-found.js'
import type { AppParts } from './parts.js'

/** The paths of pages and their files. Those of the prototype exist if it is enabled. */
export const webPaths = [
  ['GET', '/'],
  ['GET', '/_page/{file}'],
  ['GET', '/prototype'],
  ['POST', '/prototype/start'],
  ['POST', '/prototype/check'],
  ['OPTIONS', '/prototype/start'],
  ['OPTIONS', '/prototype/check'],
] as const

/** The maximum size of a body, which holds a phone number or a code. Bytes. */
const largestBody = 16 * 1024

/**
 * Handles a request to the pages. Hosts and origins are checked as for the control API. The page itself needs no token, but
 * its calls of the control API do. A request at the path of a page that does not accept HTML is answered as an unknown path.
 */
export function handleWebRequest(parts: AppParts): (c: Context) => Promise<Response> {
  return async (c) => {
    const { path } = c.req
    const isPage = path === '/' || path === '/prototype'
    if (parts.serveWeb === undefined || (isPage && !takesHtml(c.req.header('accept')))) return answerNotFound(c, parts)
    try {
      requireKnownPage(parts.access, (name) => c.req.header(name), c.req.url)
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      return toProblemResponse(error, parts.createRequestId(), { wantsText: isPage })
    }
    try {
      const answer = await parts.serveWeb({
        method: c.req.method,
        path,
        header: (name) => c.req.header(name),
        readJson: async () => (await readJsonBody(c.req, largestBody)).value,
      })
      return answer ?? answerNotFound(c, parts)
    } catch (error) {
      parts.onBug(error)
      const detail = 'The page could not be served. This is a bug in the emulator; please report it.'
      return toProblemResponse(new ProblemError(500, 'Unexpected error', detail), parts.createRequestId(), {
        wantsText: isPage,
      })
    }
  }
}

const takesHtml = (accept: string | undefined) => accept?.includes('text/html') === true
