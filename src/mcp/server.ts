import { ProtocolError, ProtocolErrorCode, type Tool as SentTool, Server } from '@modelcontextprotocol/server'
import { defaultProfileId, defaultSandbox } from '../client/defaults.js'
import { version } from '../version.js'
import { suggest } from '../wire/suggest.js'
import type { McpContext } from './context.js'
import { serveResources } from './resources/serve-resources.js'
import { callTool } from './tools/call-tool.js'
import { listTools } from './tools/list.js'

/** The name of MCP Apps (SEP-1865) among the extensions that a client declares. */
const appExtension = 'io.modelcontextprotocol/ui'

/** Creates a server of MCP for one connection, or for one request. */
export function createMcpServer(context: McpContext): Server {
  const server = new Server(
    { name: 'telnyx-verify-emulator', title: 'Telnyx Verify emulator', version },
    { capabilities: { tools: {}, resources: {} }, instructions: instruct(context) },
  )
  /** A client that says nothing of itself may show apps, too. */
  const showsApps = () => {
    const capabilities = server.getClientCapabilities()
    return capabilities === undefined || appExtension in (capabilities.extensions ?? {})
  }
  server.setRequestHandler('tools/list', async () => {
    await context.prepare?.()
    return {
      tools: (await listTools())
        .filter(({ tool }) => !tool.isForApp || showsApps())
        .map(({ name, tool, inputSchema, outputSchema }) => ({
          name,
          title: tool.title,
          description: tool.description,
          inputSchema: inputSchema as SentTool['inputSchema'],
          outputSchema: outputSchema as SentTool['inputSchema'],
          annotations: { title: tool.title, ...tool.hints },
          ...(tool.meta !== undefined && { _meta: { ...tool.meta } }),
        })),
    }
  })
  server.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
    const all = await listTools()
    const found = all.find(({ name }) => name === params.name)
    if (found === undefined)
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        suggest(
          'tool',
          params.name.slice(0, 100),
          all.map(({ name }) => name),
        ),
      )
    const { signal, notify, _meta } = mcpReq
    const progressToken = _meta?.progressToken
    const report = async (progress: number) => {
      if (progressToken !== undefined)
        await notify({ method: 'notifications/progress', params: { progressToken, progress } })
    }
    return context.state.track(callTool(found, { given: params.arguments, signal, report }, context))
  })
  serveResources(server, context)
  return server
}

/** What every agent has to know before it calls a tool. */
function instruct({ origin, sandbox = defaultSandbox }: McpContext): string {
  const address = origin === undefined ? 'the URL in the resource tve://connection' : `${origin}/v2`
  return [
    `A local emulator of the Telnyx Verify API. Point the application at it with TELNYX_BASE_URL=${address}, TELNYX_API_KEY=sandbox_${sandbox} and TELNYX_VERIFY_PROFILE_ID=${defaultProfileId}; no real message is sent.`,
    'The tools play the phone, the clock and the faults; the application under test sends and checks codes itself.',
    'Each API key sandbox_<name> opens a sandbox of its own. Pass the same <name> as `sandbox`, or the tools look at another inbox.',
    'A wrong code is answered with 200 and response_code "rejected": an application must compare response_code with "accepted", not the status.',
  ].join('\n')
}
