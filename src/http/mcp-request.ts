import { ProblemError } from '../control-api/problem.js'
import type { Answer } from './answer.js'
import { type Call, headersOf } from './call.js'
import { requireControlAccess, requireKnownPage } from './control-access.js'
import { asProblem, toProblemAnswer } from './control-response.js'
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
export function handleMcpRequest(parts: AppParts): (call: Call) => Promise<Answer> {
  return async (call) => {
    const { access, serveMcp } = parts
    if (serveMcp === undefined) return answerNotFound(call, parts)
    const header = headersOf(call)
    try {
      if (isPreflight(call)) {
        requireKnownPage(access, header, call.authority)
        return answerPreflight(call, ['POST'], access, headers)
      }
      requireControlAccess(access, header, call.authority)
      if (call.method !== 'POST')
        throw new ProblemError(405, 'Method not allowed', `${path} does not support ${call.method}. Use POST.`)
      return allowPage(await serveMcp(call), call, access)
    } catch (error) {
      const problem = asProblem(error)
      if (problem === undefined) throw error
      const allow = problem.status === 405 ? { allow: 'POST' } : {}
      return allowPage(toProblemAnswer(problem, parts.createRequestId(), allow), call, access)
    }
  }
}
