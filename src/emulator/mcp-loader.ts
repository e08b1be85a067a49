import type { ServeMcp } from '../http/parts.js'
import type { McpOptions } from '../mcp/serve/serve-mcp.js'

/** Loads the MCP server at the first request to it, so that an emulator without agents never does. */
export function createMcpLoader(options: () => McpOptions): ServeMcp {
  let mcp: Promise<ServeMcp> | undefined
  return async (request) => {
    mcp ??= import('../mcp/serve/serve-mcp.js').then(({ createMcp }) => createMcp(options()))
    return (await mcp)(request)
  }
}
