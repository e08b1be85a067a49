import type { Context } from 'hono'
import { ProblemError } from '../control-api/problem.js'
import { requireControlAccess, requireKnownPage } from './control-access.js'
import { asProblem, toProblemResponse } from './control-response.js'
import { allowPage, answerPreflight, isPreflight } from './cors.js'
import { answerNotFound } from './not-found.js'
import type { AppParts } from './parts.js'

const path = '/_emulator/mcp'

/** Clients of the protocol of 2025 try GET and DELETE, and go on without a session if they are answered 405. */
export const mcpPaths = (['POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const).map(
  (method) => [method, path] as const,
)

/** Headers that a client in a page sends besides those of the control API. */
const headers = 'mcp-protocol-version, mcp-session-id, mcp-method, mcp-name'

/** Handles a request to the MCP server. Whoever may use the control API may use it; its calls are checked one by one, too. */
export function handleMcpRequest(parts: AppParts): (c: Context) => Promise<Response> {
  return async (c) => {
    const { access, serveMcp } = parts
    if (serveMcp === undefined) return answerNotFound(c, parts)
    const header = (name: string) => c.req.header(name)
    try {
      if (isPreflight(c)) {
        requireKnownPage(access, header, c.req.url)
        return answerPreflight(c, ['POST'], access, headers)
      }
      requireControlAccess(access, header, c.req.url)
      if (c.req.method !== 'POST')
        throw new ProblemError(405, 'Method not allowed', `${path} does not support ${c.req.method}. Use POST.`)
      return allowPage(await serveMcp(c.req.raw), c, access)
    } catch (error) {
      const problem = asProblem(error)
      if (problem === undefined) throw error
      const allow = problem.status === 405 ? { allow: 'POST' } : {}
      return allowPage(toProblemResponse(problem, parts.createRequestId(), allow), c, access)
    }
  }
}
