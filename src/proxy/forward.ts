import { type IncomingMessage, type RequestOptions, request as requestHttp, type ServerResponse } from 'node:http'
import { request as requestHttps } from 'node:https'
import { connect as connectTls } from 'node:tls'
import { openConnection } from './open-connection.js'
import type { Target } from './target.js'
import type { UpstreamProxy } from './upstream-proxy.js'

/** Headers that are about one connection (RFC 9110 7.6.1), in lower case. */
const connectionHeaders = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/**
 * Passes a request with an absolute URL on to its host, and the answer back, both unchanged but for headers about the
 * connection. @throws {RefusedTargetError}, and the error of the connection
 */
export async function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  url: URL,
  target: Target,
  proxy: UpstreamProxy | undefined,
): Promise<void> {
  const socket = await openConnection(target, proxy)
  const isSecure = url.protocol === 'https:'
  const { host } = target
  const connection = isSecure ? connectTls({ socket, host, servername: host }) : socket
  const options: RequestOptions = {
    createConnection: () => connection,
    method: incoming.method,
    path: url.pathname + url.search,
    setHost: false,
    headers: toHeaders(incoming.rawHeaders, url),
  }
  await new Promise<void>((resolve, reject) => {
    const request = (isSecure ? requestHttps : requestHttp)(options, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.statusMessage, dropConnection(response.rawHeaders))
      response.pipe(outgoing)
      response.once('error', (error) => outgoing.destroy(error))
      response.once('end', resolve)
    })
    request.once('error', reject)
    outgoing.once('close', () => {
      request.destroy()
      resolve()
    })
    incoming.pipe(request)
  })
}

/** The headers of the request, with the host of the URL. The length of the body is kept; without one it is chunked. */
function toHeaders(rawHeaders: readonly string[], url: URL): string[] {
  const kept = dropConnection(rawHeaders)
  return kept.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')
    ? kept
    : ['Host', url.host, ...kept]
}

function dropConnection(rawHeaders: readonly string[]): string[] {
  const named = new Set(connectionHeaders)
  eachHeader(rawHeaders, (name, value) => {
    if (name.toLowerCase() === 'connection') for (const token of value.toLowerCase().split(',')) named.add(token.trim())
  })
  const kept: string[] = []
  eachHeader(rawHeaders, (name, value) => {
    if (!named.has(name.toLowerCase())) kept.push(name, value)
  })
  return kept
}

function eachHeader(rawHeaders: readonly string[], use: (name: string, value: string) => void): void {
  for (let index = 0; index < rawHeaders.length; index += 2)
    use(rawHeaders[index] as string, rawHeaders[index + 1] as string)
}
