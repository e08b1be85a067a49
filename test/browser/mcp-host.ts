import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Client } from '@modelcontextprotocol/client'
import type { FrameLocator, Page } from '@playwright/test'
import { onTestFinished } from 'vitest'
import type { Emulator } from '../../src/index.js'
import { connectInProcess } from '../mcp/mcp-client.js'
import { openContext } from './browser.js'

/** The policy that a host must enforce on an app that declares no domain (SEP-1865). */
const policy =
  "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; media-src 'self' data:; connect-src 'none'; object-src 'none'; base-uri 'self'"

/** The sandbox proxy: the frame of another origin that holds the app, and hands messages on both ways. */
const proxyPage = `<!doctype html><style>body{margin:0}iframe{border:0;width:100%;height:100vh}</style><script>
  const app = document.createElement('iframe')
  app.sandbox = 'allow-scripts'
  addEventListener('message', ({ source, data }) => {
    if (source === app.contentWindow) parent.postMessage(data, '*')
    else if (source === parent && data.method === 'ui/notifications/sandbox-resource-ready') {
      app.srcdoc = data.params.html
      document.body.append(app)
    } else if (source === parent) app.contentWindow.postMessage(data, '*')
  })
  addEventListener('DOMContentLoaded', () =>
    parent.postMessage({ jsonrpc: '2.0', method: 'ui/notifications/sandbox-proxy-ready', params: {} }, '*'))
</script>`

/** The page of a host: the chat of an agent, as far as an app sees of it. */
const hostPage = `<!doctype html><title>Host</title><style>iframe{border:0;width:400px;height:100px}</style><script>
  const said = []
  const answered = []
  let proxy
  window.tell = (message) => proxy.contentWindow.postMessage({ jsonrpc: '2.0', ...message }, '*')
  async function answer({ id, method, params = {} }, options) {
    if (method === 'ui/initialize') {
      const { protocolVersion } = params
      const hostCapabilities = options.callsTools ? { serverTools: {} } : {}
      return { protocolVersion, hostInfo: { name: 'host', version: '1' }, hostCapabilities, hostContext: options.context }
    }
    if (method === 'tools/call') return callTool(params.name, params.arguments)
    throw new Error('unknown: ' + method)
  }
  function show(html, tool, options) {
    proxy = document.createElement('iframe')
    proxy.sandbox = 'allow-scripts allow-same-origin'
    proxy.src = options.proxyUrl
    addEventListener('message', async ({ source, data }) => {
      if (source !== proxy.contentWindow) return
      said.push(data)
      if (data.method === 'ui/notifications/sandbox-proxy-ready')
        tell({ method: 'ui/notifications/sandbox-resource-ready', params: { html } })
      else if (data.method === 'ui/notifications/initialized') {
        tell({ method: 'ui/notifications/tool-input', params: { arguments: tool.arguments } })
        tell({ method: 'ui/notifications/tool-result', params: tool.result })
      } else if (data.method === 'ui/notifications/size-changed') proxy.style.height = data.params.height + 'px'
      else if (data.id !== undefined && data.method !== undefined)
        answer(data, options)
          .then(
            (result) => tell({ id: data.id, result }),
            ({ message }) => tell({ id: data.id, error: { code: -32000, message } }),
          )
          .then(() => data.method === 'tools/call' && answered.push(data.id))
    })
    document.body.append(proxy)
  }
</script><body></body>`

export interface HostOptions {
  /** Whether the host hands calls of tools on. @default true */
  readonly callsTools?: boolean
  readonly context?: object
  readonly arguments?: Record<string, unknown>
}

export interface Message {
  readonly id?: number | string
  readonly method?: string
  readonly params?: { readonly name?: string }
  readonly result?: unknown
}

export interface ShownApp {
  readonly page: Page
  readonly client: Client
  /** The document of the app. */
  readonly app: FrameLocator
  /** What the app has said to its host so far. */
  readonly said: () => Promise<Message[]>
  /** The number of calls of tools that the host has answered. */
  readonly countAnswers: () => Promise<number>
  /** Sends a message to the app. */
  readonly tell: (message: object) => Promise<void>
}

/** Calls `open_handset` as an agent does, and shows its app as a host on the web must: in a frame within a frame of another origin. */
export async function useHost(emulator: Emulator, options: HostOptions = {}): Promise<ShownApp> {
  const client = await connectInProcess(emulator)
  const { tools } = await client.listTools()
  const given = options.arguments ?? {}
  const result = await client.callTool({ name: 'open_handset', arguments: given })
  const ui = (meta: object | undefined) =>
    (meta as { ui?: { resourceUri: string; visibility?: string[] } } | undefined)?.ui
  const uri = ui(tools.find(({ name }) => name === 'open_handset')?._meta)?.resourceUri ?? ''
  const { contents } = await client.readResource({ uri })
  const { text: html } = contents[0] as { text: string }

  const port = await servePages()
  const { page, complaints } = await openHost(port)
  onTestFinished(() => {
    // The frame of another origin is part of what the specification asks of a host.
    for (let index = complaints.length; index-- > 0; )
      if (complaints[index]?.startsWith(`request to http://localhost:${port}/`)) complaints.splice(index, 1)
  })
  await page.exposeFunction('callTool', (name: string, args: Record<string, unknown>) => {
    const visibility = ui(tools.find((tool) => tool.name === name)?._meta)?.visibility ?? ['model', 'app']
    if (!visibility.includes('app')) throw new Error(`${name} is not for apps.`)
    return client.callTool({ name, arguments: args })
  })
  const { callsTools = true, context = {} } = options
  const proxyUrl = `http://localhost:${port}/proxy`
  await page.evaluate(([html, tool, options]) => (window as unknown as HostWindow).show(html, tool, options), [
    html,
    { arguments: given, result },
    { callsTools, context, proxyUrl },
  ] as const)
  return {
    page,
    client,
    app: page.frameLocator('iframe').frameLocator('iframe'),
    said: () => page.evaluate('said') as Promise<Message[]>,
    countAnswers: () => page.evaluate('answered.length') as Promise<number>,
    tell: (message) => page.evaluate((one) => (window as unknown as HostWindow).tell(one), message),
  }
}

interface HostWindow {
  show(html: string, tool: object, options: object): void
  tell(message: object): void
}

async function openHost(port: number) {
  const { open, complaints } = await openContext(`http://127.0.0.1:${port}`)
  return { page: await open('/'), complaints }
}

/** The two pages on one port; their origins differ by the name of the host. @returns the port */
async function servePages(): Promise<number> {
  const server = createServer(({ url }, response) => {
    const isProxy = url === '/proxy'
    response.setHeader('content-type', 'text/html')
    if (isProxy) response.setHeader('content-security-policy', policy)
    response.end(isProxy ? proxyPage : url === '/' ? hostPage : '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return (server.address() as AddressInfo).port
}
