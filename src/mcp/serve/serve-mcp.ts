import { createMcpHandler } from '@modelcontextprotocol/server'
import { createCall } from '../../client/call.js'
import { connect as connectClient } from '../../client/connect.js'
import { toConnectionError } from '../../client/connection-reason.js'
import type { Fetch } from '../../http/fetch.js'
import { createMcpServer } from '../server.js'
import { ServerState } from '../server-state.js'

export interface McpOptions {
  /** Sends a request to the control API of this process. */
  readonly fetch: Fetch
}

/** The maximum size of a request. Bytes. */
const largestBody = 1024 * 1024

/**
 * The MCP server as a function of a request whose caller was let in already. Each request stands for itself: there are no
 * sessions, so that nothing is kept for a client that is gone, and any instance answers. Clients of the protocol of 2025 are
 * answered, too.
 */
export function createMcp({ fetch }: McpOptions): (request: Request) => Promise<Response> {
  const state = new ServerState()
  const { fetch: answer } = createMcpHandler(
    ({ requestInfo }) => {
      const { origin } = new URL(requestInfo?.url ?? 'http://127.0.0.1')
      const keyed = withKey(fetch, requestInfo?.headers.get('authorization') ?? null)
      const call = createCall({ origin, fetch: keyed, toConnectionError })
      const connect = async (sandbox: string) => connectClient({ url: origin, sandbox, fetch: keyed })
      return createMcpServer({ call, connect, state, origin, sandbox: undefined })
    },
    { maxRequestBodySize: largestBody },
  )
  return answer
}

/** Hands on the key or token of the caller, so that the control API decides on each call what it may do. */
function withKey(fetch: Fetch, authorization: string | null): Fetch {
  if (authorization === null) return fetch
  return (input, init) => fetch(input, { ...init, headers: { ...(init?.headers as object), authorization } })
}
