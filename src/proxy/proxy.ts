import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createSocketServer, type Server as SocketServer } from 'node:net'
import type { Duplex } from 'node:stream'
import type { IsAllowed } from './access.js'
import { Attempts } from './attempts.js'
import type { ServerCertificate } from './certificates.js'
import { forward } from './forward.js'
import { openConnection, RefusedTargetError } from './open-connection.js'
import { Patience, type PatienceTimes, usualTimes } from './patience.js'
import { formatTarget, isLoopback, readAuthority, readUrlTarget, type Target, toHost } from './target.js'
import type { FindUpstreamProxy } from './upstream-proxy.js'

export interface ProxyOptions {
  /** The hosts whose requests the emulator answers. */
  readonly hosts: readonly string[]
  /** Ends TLS for these hosts; needed if there are any. */
  readonly certificate?: ServerCertificate | undefined
  /** Answers a request to one of the hosts. Its URL is a path. */
  readonly serve: (incoming: IncomingMessage, outgoing: ServerResponse) => void
  /** Refuses every other host but this machine. */
  readonly isOffline: boolean
  /** Further names and addresses of this machine. */
  readonly ownHosts: readonly string[]
  /** The proxy through which other hosts are reached. */
  readonly findUpstreamProxy: FindUpstreamProxy
  /** How long clients may take. */
  readonly times?: PatienceTimes | undefined
}

/** A proxy on this machine for one command. */
export class InterceptingProxy {
  readonly attempts = new Attempts()
  readonly #hosts: ReadonlySet<string>
  readonly #inner: Server
  readonly #tls: Server | undefined
  readonly #ports: SocketServer[] = []
  readonly #open = new Set<Duplex>()
  readonly #patience: Patience

  constructor(private readonly options: ProxyOptions) {
    const { hosts, certificate, serve, times = usualTimes } = options
    this.#patience = new Patience(times)
    this.#hosts = new Set(hosts.map(toHost))
    this.#inner = createServer(serve)
    this.#patience.watch(this.#inner)
    if (certificate === undefined) return
    const handshake = { ALPNProtocols: ['http/1.1'], handshakeTimeout: times.headMs }
    this.#tls = createTlsServer({ ...certificate, ...handshake }, serve)
    this.#tls.on('tlsClientError', (_, socket) => socket.destroy())
    this.#tls.on('secureConnection', (socket) => this.#patience.expect(socket))
    this.#patience.watch(this.#tls)
  }

  /**
   * Opens a port on 127.0.0.1 for clients of one kind. A connection that begins with TLS instead of a proxy request is
   * taken for one to the hosts.
   *
   * @returns the port
   */
  async open(isAllowed: IsAllowed): Promise<number> {
    const http = createServer((incoming, outgoing) => void this.#answer(incoming, outgoing, isAllowed))
    this.#patience.watch(http)
    http.on('connect', (incoming, socket, head) => void this.#connect(incoming, socket, head, isAllowed))
    const sockets = createSocketServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.#track(socket)
      this.#receive(socket, http)
    })
    sockets.maxConnections = mostConnections
    this.#ports.push(sockets)
    await new Promise<void>((resolve, reject) => {
      sockets.once('error', reject)
      sockets.listen(0, '127.0.0.1', resolve)
    })
    return (sockets.address() as AddressInfo).port
  }

  /** Closes the ports and every connection: the command has ended. */
  async close(): Promise<void> {
    const closing = this.#ports.map((sockets) => new Promise<void>((resolve) => sockets.close(() => resolve())))
    for (const socket of this.#open) socket.destroy()
    await Promise.all(closing)
  }

  /** Hands a new connection to TLS or to HTTP, by its first byte. */
  #receive(socket: Duplex, http: Server): void {
    this.#patience.expect(socket)
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null
      if (first === null) return // it has ended
      socket.unshift(first)
      const server = first[0] === tlsRecord && this.#tls ? this.#tls : http
      // TLS has a timeout of its own, and then its socket is watched.
      if (server === this.#tls) this.#patience.end(socket)
      server.emit('connection', socket)
    })
  }

  #track(socket: Duplex): void {
    this.#open.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => this.#open.delete(socket))
  }

  async #connect(incoming: IncomingMessage, socket: Duplex, head: Buffer, isAllowed: IsAllowed): Promise<void> {
    this.#patience.end(socket)
    const target = readAuthority(incoming.url ?? '')
    const refusal = this.#refuse(incoming, target, isAllowed)
    if (refusal !== undefined || target === undefined) return endSocket(socket, refusal ?? badRequest)
    if (head.length > 0) socket.unshift(head)
    if (this.#hosts.has(target.host)) {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      this.#receive(socket, this.#inner)
      return
    }
    try {
      const other = await openConnection(target, this.options.findUpstreamProxy(target, 'https'))
      if (socket.destroyed) return void other.destroy()
      this.#track(other)
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      join(socket, other)
    } catch (error) {
      endSocket(socket, toRefusal(error, target))
    }
  }

  /** Answers a request with an absolute URL: ours, or passed on. */
  async #answer(incoming: IncomingMessage, outgoing: ServerResponse, isAllowed: IsAllowed): Promise<void> {
    const url = URL.canParse(incoming.url ?? '') ? new URL(incoming.url ?? '') : undefined
    const target = url && readUrlTarget(url)
    // A Node program that speaks plain HTTP to a host is led here without knowing of a proxy.
    if (url === undefined && this.#hosts.has(toHost((incoming.headers.host ?? '').replace(/:\d+$/, ''))))
      return this.options.serve(incoming, outgoing)
    const refusal = this.#refuse(incoming, target, isAllowed)
    if (refusal !== undefined || target === undefined || url === undefined)
      return endResponse(outgoing, refusal ?? badRequest)
    if (this.#hosts.has(target.host)) {
      incoming.url = url.pathname + url.search
      this.options.serve(incoming, outgoing)
      return
    }
    try {
      const scheme = url.protocol === 'https:' ? 'https' : 'http'
      await forward(incoming, outgoing, url, target, this.options.findUpstreamProxy(target, scheme))
    } catch (error) {
      endResponse(outgoing, toRefusal(error, target))
    }
  }

  #refuse(incoming: IncomingMessage, target: Target | undefined, isAllowed: IsAllowed): Refusal | undefined {
    if (target === undefined) return badRequest
    // The emulator is open to this machine anyway, so its hosts need no credential.
    if (this.#hosts.has(target.host)) return undefined
    if (!isAllowed(incoming)) return unknownClient
    const { isOffline, ownHosts } = this.options
    if (!isOffline || isLoopback(target.host) || ownHosts.includes(target.host)) return undefined
    this.attempts.add(target)
    return { status: 403, reason: 'Forbidden', text: formatOffline(formatTarget(target)) }
  }
}

/** The sentence that refuses a target. */
function formatOffline(target: string): string {
  return `tve exec --offline refused the connection to ${target}: only this machine and the emulator can be reached.`
}

interface Refusal {
  readonly status: number
  readonly reason: string
  readonly text: string
}

const badRequest: Refusal = {
  status: 400,
  reason: 'Bad Request',
  text: 'This is the proxy of tve exec, for requests like "CONNECT host:port" or "GET http://host/path".',
}

const unknownClient: Refusal = {
  status: 407,
  reason: 'Proxy Authentication Required',
  text: 'This proxy serves only the command of tve exec, which gets its credential from HTTPS_PROXY.',
}

/** The first byte of a TLS connection: a handshake record. */
const tlsRecord = 0x16
const mostConnections = 2000

function toRefusal(error: unknown, target: Target): Refusal {
  const text = (error as Error).message
  return error instanceof RefusedTargetError
    ? { status: 403, reason: 'Forbidden', text }
    : { status: 502, reason: 'Bad Gateway', text: `${formatTarget(target)} cannot be reached: ${text}.` }
}

function endSocket(socket: Duplex, { status, reason, text }: Refusal): void {
  const body = `${text}\n`
  const challenge = status === 407 ? 'Proxy-Authenticate: Basic realm="tve exec"\r\n' : ''
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\n${challenge}Content-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}

function endResponse(outgoing: ServerResponse, { status, reason, text }: Refusal): void {
  if (outgoing.headersSent) return void outgoing.destroy()
  outgoing.writeHead(status, reason, {
    'content-type': 'text/plain',
    connection: 'close',
    ...(status === 407 && { 'proxy-authenticate': 'Basic realm="tve exec"' }),
  })
  outgoing.end(`${text}\n`)
}

/** Connects both ways; when one side breaks, so does the other. */
function join(one: Duplex, other: Duplex): void {
  one.pipe(other)
  other.pipe(one)
  one.once('close', () => other.destroy())
  other.once('close', () => one.destroy())
}
