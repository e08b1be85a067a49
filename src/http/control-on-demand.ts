import type { Context } from 'hono'
import type { ControlOperation } from '../spec/operations.js'
import type { AppParts } from './parts.js'

/** Handles requests for one operation of the control API, which is loaded by the first of them: no start needs it. */
export function handleControlOnDemand(operation: ControlOperation, parts: AppParts): (c: Context) => Promise<Response> {
  let handle: ((c: Context) => Promise<Response>) | undefined
  return async (c) => {
    if (handle === undefined) {
      const { handleControlRequest } = await import('./control-request.js')
      handle = handleControlRequest(operation, parts)
    }
    return handle(c)
  }
}
