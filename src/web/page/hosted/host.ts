/**
 * The way to the host of an MCP App (SEP-1865): JSON-RPC in messages between this frame and the window around it. The frame
 * has no network, so whatever it shows comes through here.
 */

/** The version of the extension that the app speaks. */
const protocolVersion = '2026-01-26'

/** The longest wait for an answer. A host that drops a request must not stop the app forever. Milliseconds. */
const longestWaitMs = 60_000

/** What a host tells about the place that it gives to the app. */
export interface HostContext {
  readonly theme?: 'light' | 'dark'
  readonly containerDimensions?: { readonly height?: number; readonly maxHeight?: number }
}

/** The result of a tool, as MCP has it. */
export interface ToolResult {
  readonly isError?: boolean
  readonly content?: readonly { readonly type: string; readonly text?: string }[]
  readonly structuredContent?: Readonly<Record<string, unknown>>
}

export interface HostListener {
  readonly onContext: (context: HostContext) => void
  /** The result of the tool that opened the app. */
  readonly onResult: (result: ToolResult) => void
  readonly onCancel: () => void
  /** The host is about to remove the frame. */
  readonly onEnd: () => void
}

export interface Host {
  readonly context: HostContext
  /** Whether the host hands calls of tools on to the server. */
  readonly callsTools: boolean
  /** Calls a tool of the server. @throws {Error} if the host or the tool refuses */
  readonly callTool: (name: string, args: Readonly<Record<string, unknown>>) => Promise<ToolResult>
  readonly notify: (method: string, params?: object) => void
}

interface Message {
  readonly id?: number | string
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { readonly message?: string }
}

const send = (message: object) => parent.postMessage({ jsonrpc: '2.0', ...message }, '*')

const waiting = new Map<number, (message: Message) => void>()
let lastId = 0

function request(method: string, params: object): Promise<unknown> {
  const id = ++lastId
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      waiting.delete(id)
      reject(new Error('The host did not answer.'))
    }, longestWaitMs)
    waiting.set(id, ({ result, error }) => {
      clearTimeout(timer)
      waiting.delete(id)
      if (error === undefined) resolve(result)
      else reject(new Error(error.message ?? 'The host refused.'))
    })
    send({ id, method, params })
  })
}

/** Introduces the app to its host, and listens to it from then on. @throws {Error} if no host answers */
export async function connectToHost(listener: HostListener): Promise<Host> {
  addEventListener('message', ({ source, data }: MessageEvent<Message | null>) => {
    if (source !== parent || typeof data !== 'object' || data === null) return
    if (data.method === undefined) waiting.get(data.id as number)?.(data)
    else take(data, listener)
  })
  const { hostContext = {}, hostCapabilities = {} } = (await request('ui/initialize', {
    protocolVersion,
    appInfo: { name: 'telnyx-verify-emulator-handset', version: '1' },
    appCapabilities: { availableDisplayModes: ['inline'] },
  })) as { hostContext?: HostContext; hostCapabilities?: { serverTools?: object } }
  send({ method: 'ui/notifications/initialized' })
  return {
    context: hostContext,
    callsTools: hostCapabilities.serverTools !== undefined,
    callTool: async (name, args) => {
      const result = (await request('tools/call', { name, arguments: args })) as ToolResult
      if (result.isError) throw new Error(result.content?.[0]?.text ?? `${name} failed.`)
      return result
    },
    notify: (method, params = {}) => send({ method, params }),
  }
}

function take({ id, method, params }: Message, listener: HostListener): void {
  if (method === 'ui/notifications/host-context-changed') listener.onContext(params as HostContext)
  else if (method === 'ui/notifications/tool-result') listener.onResult(params as ToolResult)
  else if (method === 'ui/notifications/tool-cancelled') listener.onCancel()
  else if (method === 'ui/resource-teardown') listener.onEnd()
  if (id === undefined) return
  if (method === 'ping' || method === 'ui/resource-teardown') send({ id, result: {} })
  else send({ id, error: { code: -32601, message: `The handset does not know ${method}.` } })
}
