import { Hono } from 'hono/tiny'
import { controlOperations, type VerifyOperation, verifyOperations } from '../spec/operations.js'
import { findLoaded, loadImplementation } from './implementation.js'
import { handleMcpRequest, mcpPaths } from './mcp-request.js'
import { answerNotFound } from './not-found.js'
import { onDemand } from './on-demand.js'
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
      onDemand(async () => (await import('./control-request.js')).handleControlRequest(operation, parts)),
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
  return onDemand(async () => handleVerifyRequest(operation, await loadImplementation(operation.id), parts))
}
