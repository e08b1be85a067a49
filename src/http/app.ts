import { Hono } from 'hono/tiny'
import { controlOperations, verifyOperations } from '../spec/operations.js'
import { handleControlOnDemand } from './control-on-demand.js'
import { handleMcpRequest, mcpPaths } from './mcp-request.js'
import { answerNotFound } from './not-found.js'
import type { AppParts } from './parts.js'
import { OperationRouter } from './router.js'
import { handleVerifyRequest } from './verify-request.js'
import { handleWebRequest, webPaths } from './web-request.js'

/** The two APIs as one function of a request. */
export function createApp(parts: AppParts): Hono {
  const app = new Hono()
  app.router = new OperationRouter() // set here, because the constructor overrides the option
  for (const operation of verifyOperations)
    app.on(operation.method, `/v2${operation.path}`, handleVerifyRequest(operation, parts))
  for (const operation of controlOperations)
    app.on(operation.method, operation.path, handleControlOnDemand(operation, parts))
  const handleWeb = handleWebRequest(parts)
  for (const [method, path] of webPaths) app.on(method, path, handleWeb)
  const handleMcp = handleMcpRequest(parts)
  for (const [method, path] of mcpPaths) app.on(method, path, handleMcp)
  app.notFound((c) => answerNotFound(c, parts))
  return app
}
