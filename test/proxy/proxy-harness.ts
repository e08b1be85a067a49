import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, createServer as createSocketServer, type Server, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { onTestFinished } from 'vitest'
import { requireCredential } from '../../src/proxy/access.js'
import { type Authority, createAuthority } from '../../src/proxy/certificates.js'
import { InterceptingProxy, type ProxyOptions } from '../../src/proxy/proxy.js'

export const host = 'api.telnyx.com'
const credential = `Basic ${Buffer.from('tve:secret').toString('base64')}`

let shared: Authority | undefined

/** An authority for the host, created once. */
function useAuthority(): Authority {
  shared ??= createAuthority({ names: [host], now: Date.now, validMs: 3_600_000 })
  return shared
}

/** A proxy whose host answers with what it was asked. */
export async function useProxy(options: Partial<ProxyOptions> = {}) {
  const authority = useAuthority()
  const serve = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { method, url, headers } = incoming
    let body = ''
    incoming.on('data', (chunk) => (body += chunk))
    incoming.on('end', () => outgoing.end(JSON.stringify({ method, url, host: headers.host, body })))
  }
  const proxy = new InterceptingProxy({
    hosts: [host],
    certificate: authority.server,
    serve,
    isOffline: false,
    ownHosts: [],
    findUpstreamProxy: () => undefined,
    ...options,
  })
  const port = await proxy.open(requireCredential('tve', 'secret'))
  onTestFinished(() => proxy.close())
  return { proxy, port, authority }
}

/** Asks the proxy for a tunnel. @returns the status, the whole answer up to the tunnel, and its socket */
export async function openTunnel(port: number, target: string, authorization: string | undefined = credential) {
  const asked = request({
    port,
    host: '127.0.0.1',
    method: 'CONNECT',
    path: target,
    headers: authorization === '' ? {} : { 'proxy-authorization': authorization },
  })
  asked.end()
  const [answer, socket, head] = (await once(asked, 'connect')) as [IncomingMessage, Socket, Buffer]
  onTestFinished(() => void socket.destroy())
  return { status: answer.statusCode, headers: answer.headers, socket, head }
}

/** Starts TLS on a connection, as a client that trusts the authority. */
export async function startTls(socket: Socket, ca: string): Promise<TLSSocket> {
  const secure = connectTls({ socket, servername: host, ca, ALPNProtocols: ['http/1.1'] })
  onTestFinished(() => void secure.destroy())
  await once(secure, 'secureConnect')
  return secure
}

/** Sends a request on an open connection. */
export async function ask(socket: Socket, path: string, { method = 'GET', body = '' } = {}) {
  const asked = request({ createConnection: () => socket, path, method, headers: { host, connection: 'keep-alive' } })
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return { status: answer.statusCode, text: await readText(answer) }
}

/** Sends a request with an absolute URL to the proxy. */
export async function askFor(
  port: number,
  url: string,
  { authorization = credential, method = 'GET', body = '' } = {},
) {
  const headers = { host: new URL(url).host, ...(authorization !== '' && { 'proxy-authorization': authorization }) }
  const asked = request({ port, host: '127.0.0.1', path: url, method, headers, agent: false })
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return { status: answer.statusCode, headers: answer.headers, text: await readText(answer) }
}

export async function readText(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** A server of another host, on this machine. @returns its port */
export async function useServer(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** A server that sends back what it gets. */
export const useEcho = () => useServer(createSocketServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket)))

/** A proxy of the user, which records requests and connects every tunnel to one port. */
export async function useUpstreamProxy(targetPort: number) {
  const requests: string[] = []
  const note = ({ method, url, headers }: IncomingMessage) =>
    requests.push(`${method} ${url} ${headers['proxy-authorization'] ?? 'without a credential'}`)
  const server = createServer((incoming, outgoing) => {
    note(incoming)
    outgoing.end('relayed')
  })
  server.on('connect', (incoming, socket) => {
    note(incoming)
    const other = connect(targetPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(other).pipe(socket)
    })
  })
  return { port: await useServer(server), requests }
}
