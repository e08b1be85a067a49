import { ProblemError } from '../control-api/problem.js'
import type { Answer } from './answer.js'
import { readJsonBody } from './body.js'
import { type Call, headersOf } from './call.js'
import { requireKnownPage } from './control-access.js'
import { toProblemAnswer } from './control-response.js'
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
export function handleWebRequest(parts: AppParts): (call: Call) => Promise<Answer> {
  return async (call) => {
    const { path } = call
    const isPage = path === '/' || path === '/prototype'
    if (parts.serveWeb === undefined || (isPage && !takesHtml(call.header('accept'))))
      return answerNotFound(call, parts)
    try {
      requireKnownPage(parts.access, headersOf(call), call.authority)
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      return toProblemAnswer(error, parts.createRequestId(), { wantsText: isPage })
    }
    try {
      const answer = await parts.serveWeb({
        method: call.method,
        path,
        header: headersOf(call),
        readJson: async () => (await readJsonBody(call, largestBody)).value,
      })
      return answer ?? answerNotFound(call, parts)
    } catch (error) {
      parts.onBug(error)
      const detail = 'The page could not be served. This is a bug in the emulator; please report it.'
      return toProblemAnswer(new ProblemError(500, 'Unexpected error', detail), parts.createRequestId(), {
        wantsText: isPage,
      })
    }
  }
}

const takesHtml = (accept: string | undefined) => accept?.includes('text/html') === true
