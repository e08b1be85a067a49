import type { ServeMcp } from '../http/parts.js'
import type { createMcp, McpOptions } from '../mcp/serve/serve-mcp.js'

/** Loads the MCP server at the first request to it, so that an emulator without agents never does. */
export function createMcpLoader(options: () => McpOptions): ServeMcp {
  let mcp: Promise<ReturnType<typeof createMcp>> | undefined
  return async (call) => {
    mcp ??= import('../mcp/serve/serve-mcp.js').then(({ createMcp }) => createMcp(options()))
    const answer = await mcp
    // The SDK is written for fetch's objects.
    const { toRequest } = await import('../server/in-process/fetch-call.js')
    const { toAnswer } = await import('../server/in-process/to-response.js')
    return toAnswer(await answer(toRequest(call)))
  }
}
