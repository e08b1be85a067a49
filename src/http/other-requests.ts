/** All requests but those that send a code: the first one loads this. */
import { controlOperations } from '../spec/control-operations.js'
import { type VerifyOperation, type VerifyOperationId, verifyOperations } from '../spec/operations.js'
import type { SendId } from '../verify-api/sends.js'
import type { AnswerCall } from './answer.js'
import { findLoaded } from './implementation.js'
import { handleMcpRequest, mcpPaths } from './mcp-request.js'
import { answerNotFound } from './not-found.js'
import { type Handler, OnDemand } from './on-demand.js'
import type { AppParts } from './parts.js'
import { OperationRouter } from './router.js'
import { handleVerifyRequest } from './verify-request.js'
import { handleWebRequest, webPaths } from './web-request.js'

const controlApi = new OnDemand(() => import('./control-request.js'))
const otherOperations = new OnDemand(() => import('./other-implementations.js'))

/** Loads both at once, so that no request of a test waits for files. */
export async function loadOperations(): Promise<void> {
  await Promise.all([controlApi.load(), otherOperations.load()])
}

/** Creates a handler of all paths of both APIs and of the pages. */
export function handleOtherRequest(parts: AppParts): AnswerCall {
  const router = createRouter(parts)
  return (call) => {
    const { method } = call
    const found = router.match(method === 'HEAD' ? 'GET' : method, call.path)
    return found === undefined ? answerNotFound(call, parts) : found.handler(call, found.params)
  }
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
