import {
  controlOperations,
  type VerifyOperation,
  type VerifyOperationId,
  verifyOperations,
} from '../spec/operations.js'
import type { SendId } from '../verify-api/sends.js'
import type { PathParams } from '../wire/path-match.js'
import { type Answer, andThen, type Pending, withoutBody } from './answer.js'
import type { Call } from './call.js'
import { answerBug } from './control-response.js'
import { findLoaded } from './implementation.js'
import { handleMcpRequest, mcpPaths } from './mcp-request.js'
import { answerNotFound } from './not-found.js'
import { controlApi, otherOperations } from './on-demand.js'
import type { AppParts } from './parts.js'
import { OperationRouter } from './router.js'
import { handleVerifyRequest } from './verify-request.js'
import { handleWebRequest, webPaths } from './web-request.js'

/** Answers a call: at once, if it needs no waiting. It never throws. */
export type App = (call: Call) => Pending<Answer>

/** Answers the calls of one route. @param params of its path, not decoded */
export type Handler = (call: Call, params: PathParams) => Pending<Answer>

/** The two APIs as one function of a call. */
export function createApp(parts: AppParts): App {
  const router = createRouter(parts)
  const dispatch = (call: Call): Pending<Answer> => {
    const { method } = call
    const found = router.match(method === 'HEAD' ? 'GET' : method, call.path)
    return found === undefined ? answerNotFound(call, parts) : found.handler(call, found.params)
  }
  const fail = (error: unknown) => answerBug(error, parts)
  const answer = (call: Call): Pending<Answer> => {
    try {
      const pending = dispatch(call)
      return pending instanceof Promise ? pending.catch(fail) : pending
    } catch (error) {
      return fail(error)
    }
  }
  return (call) => (call.method === 'HEAD' ? andThen(answer(call), withoutBody) : answer(call))
}

function createRouter(parts: AppParts): OperationRouter<Handler> {
  const router = new OperationRouter<Handler>()
  for (const operation of verifyOperations)
    router.add(operation.method, `/v2${operation.path}`, handleVerify(operation, parts))
  for (const operation of controlOperations)
    router.add(
      operation.method,
      operation.path,
      controlApi.handler(({ handleControlRequest }) => handleControlRequest(operation, parts)),
    )
  const handleWeb = handleWebRequest(parts)
  for (const [method, path] of webPaths) router.add(method, path, handleWeb)
  const handleMcp = handleMcpRequest(parts)
  for (const [method, path] of mcpPaths) router.add(method, path, handleMcp)
  return router
}

function handleVerify(operation: VerifyOperation, parts: AppParts): Handler {
  const loaded = findLoaded(operation.id)
  if (loaded !== undefined) return handleVerifyRequest(operation, loaded, parts)
  return otherOperations.handler(({ implementationOf }) =>
    handleVerifyRequest(operation, implementationOf(operation.id as Exclude<VerifyOperationId, SendId>), parts),
  )
}
