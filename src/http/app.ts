import { Hono } from 'hono/tiny'
import {
  controlOperations,
  type VerifyOperation,
  type VerifyOperationId,
  verifyOperations,
} from '../spec/operations.js'
import type { SendId } from '../verify-api/sends.js'
import { findLoaded } from './implementation.js'
import { handleMcpRequest, mcpPaths } from './mcp-request.js'
import { answerNotFound } from './not-found.js'
import { controlApi, otherOperations } from './on-demand.js'
import type { AppParts } from './parts.js'
import { OperationRouter } from './router.js'
import { handleVerifyRequest } from './verify-request.js'
import { handleWebRequest, webPaths } from './web-request.js'

/** The two APIs as one function of a request. */
export function createApp(parts: AppParts): Hono {
  const app = new Hono()
  app.router = new OperationRouter() // set here, because the constructor overrides the option
  for (const operation of verifyOperations)
    app.on(operation.method, `/v2${operation.path}`, handleVerify(operation, parts))
  for (const operation of controlOperations)
    app.on(
      operation.method,
      operation.path,
      controlApi.handler(({ handleControlRequest }) => handleControlRequest(operation, parts)),
    )
  const handleWeb = handleWebRequest(parts)
  for (const [method, path] of webPaths) app.on(method, path, handleWeb)
  const handleMcp = handleMcpRequest(parts)
  for (const [method, path] of mcpPaths) app.on(method, path, handleMcp)
  app.notFound((c) => answerNotFound(c, parts))
  return app
}

function handleVerify(operation: VerifyOperation, parts: AppParts) {
  const loaded = findLoaded(operation.id)
  if (loaded !== undefined) return handleVerifyRequest(operation, loaded, parts)
  return otherOperations.handler(({ implementationOf }) =>
    handleVerifyRequest(operation, implementationOf(operation.id as Exclude<VerifyOperationId, SendId>), parts),
  )
}
