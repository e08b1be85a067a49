import { type IncomingMessage, type RequestOptions, request as requestHttp, type ServerResponse } from 'node:http'
import { request as requestHttps } from 'node:https'
import { connect as connectTls } from 'node:tls'
import { openConnection, refuseMetadata, toAddress } from './open-connection.js'
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
  'upgrade',
]

/** Headers that frame a message. `Connection` cannot drop them: the next server would read the body as another request. */
const framingHeaders = ['content-length', 'transfer-encoding']

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
  const isSecure = url.protocol === 'https:'
  // An HTTP proxy takes plain requests as they are; many let no tunnel through to another port than 443.
  const isRelayed = proxy !== undefined && !isSecure
  const headers = toHeaders(incoming.rawHeaders, url)
  if (isRelayed && proxy.authorization !== undefined) headers.push('Proxy-Authorization', proxy.authorization)
  const options: RequestOptions = {
    ...(isRelayed ? toProxy(target, proxy) : await toTarget(target, proxy, isSecure)),
    method: incoming.method,
    path: isRelayed ? url.href : url.pathname + url.search,
    setHost: false,
    headers,
  }
  const request = isSecure || (isRelayed && proxy.url.protocol === 'https:') ? requestHttps : requestHttp
  await new Promise<void>((resolve, reject) => {
    const sent = request(options, (response) => {
      outgoing.writeHead(
        response.statusCode ?? 502,
        response.statusMessage,
        // Node frames the answer anew.
        dropHeaders(response.rawHeaders, new Set([...connectionHeaders, 'transfer-encoding'])),
      )
      response.pipe(outgoing)
      response.once('error', (error) => outgoing.destroy(error))
      response.once('end', resolve)
    })
    sent.once('error', reject)
    outgoing.once('close', () => {
      sent.destroy()
      resolve()
    })
    if (framingHeaders.some((name) => incoming.headers[name] !== undefined)) incoming.pipe(sent)
    else sent.end()
  })
}

async function toTarget(target: Target, proxy: UpstreamProxy | undefined, isSecure: boolean): Promise<RequestOptions> {
  const socket = await openConnection(target, proxy)
  const { host } = target
  return { createConnection: () => (isSecure ? connectTls({ socket, host, servername: host }) : socket) }
}

function toProxy({ host }: Target, { url }: UpstreamProxy): RequestOptions {
  refuseMetadata(host)
  return { ...toAddress(url), agent: false }
}

/** The headers of the request, with the host of its URL (RFC 9112 3.2.2). */
function toHeaders(rawHeaders: readonly string[], url: URL): string[] {
  return ['Host', url.host, ...dropHeaders(rawHeaders, new Set(['host', ...connectionHeaders]))]
}

function dropHeaders(rawHeaders: readonly string[], named: Set<string>): string[] {
  eachHeader(rawHeaders, (name, value) => {
    if (name.toLowerCase() !== 'connection') return
    const tokens = value.split(',').map((token) => token.trim().toLowerCase())
    for (const token of tokens) if (!framingHeaders.includes(token)) named.add(token)
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
