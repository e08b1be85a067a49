import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } from 'node:timers'
import { getRequestListener } from '@hono/node-server'
import type { ConnectionFault } from '../http/connection-fault.js'

export interface ListenerOptions {
  readonly fetch: (request: Request) => Response | Promise<Response>
  /** The fault that breaks the connection of a response, if any. */
  readonly connectionFaultOf: (response: Response) => ConnectionFault | undefined
  /**
   * Whether the process serves nothing else. The node server may then replace the global Request and Response by its
   * faster ones, which must not happen in the user's process.
   */
  readonly ownsProcess: boolean
  /** Answers requests whose Host or target cannot be parsed as a URL. */
  readonly answerUnreadable: (error: unknown) => Response
  /** Handles a request before it becomes a Request. @returns whether it did */
  readonly divert?: ((incoming: IncomingMessage, outgoing: ServerResponse) => boolean) | undefined
}

export interface ServerOptions extends ListenerOptions {
  /** 0 picks a free port. */
  readonly port: number
  readonly host: string
  /** The certificate and its private key, as PEM. Without it the server speaks plain HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined
}

/** Answers a request of a Node server. */
export type RequestListener = (incoming: IncomingMessage, outgoing: ServerResponse) => void

export interface RunningServer {
  readonly port: number
  /** Stops accepting connections, finishes the requests in flight, and resolves once everything is closed. */
  readonly close: () => Promise<void>
}

/** Creates the function that answers the requests of a Node server. */
export function createListener(options: ListenerOptions): RequestListener {
  const { fetch, ownsProcess, connectionFaultOf, answerUnreadable, divert } = options
  const answer = getRequestListener(breakWhereAsked(answerTogether(fetch), connectionFaultOf), {
    overrideGlobalObjects: ownsProcess,
    errorHandler: (error) => (error === sentByHand ? undefined : answerUnreadable(error)),
  })
  return (incoming, outgoing) => {
    if (divert?.(incoming, outgoing) !== true) void answer(incoming, outgoing)
  }
}

/**
 * Starts a server on a port.
 *
 * @throws the system's error, like `EADDRINUSE` for a busy port, and OpenSSL's for a certificate that is not valid
 */
export async function startServer({ port, host, tls, ...options }: ServerOptions): Promise<RunningServer> {
  const listener = createListener(options)
  // TLS is loaded on demand: it takes longer than everything else here.
  const server = tls ? (await import('node:https')).createServer(tls, listener) : createServer(listener)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return { port: (server.address() as AddressInfo).port, close: () => closeServer(server) }
}

type Listener = (request: Request, env: object) => Promise<Response>

/** Thrown after a response was sent by hand: with `ownsProcess`, any Response returned instead would be sent as well. */
const sentByHand = new Error('sent by hand')

/** Sends responses with a connection fault by hand and passes all others on. */
function breakWhereAsked(
  fetch: (request: Request) => Promise<Response>,
  connectionFaultOf: ServerOptions['connectionFaultOf'],
): Listener {
  return async (request, env) => {
    const response = await fetch(request)
    const connectionFault = connectionFaultOf(response)
    if (connectionFault === undefined) return response
    await sendBroken(response, connectionFault, (env as { outgoing: ServerResponse }).outgoing)
    throw sentByHand
  }
}

/** The pause before a reset. Without it, many clients see a normal end or lose the data sent before. Milliseconds. */
const readingMs = 20

/** Announces the length of the complete body, so that the client notices the missing part. */
async function sendBroken(response: Response, { at, by }: ConnectionFault, outgoing: ServerResponse): Promise<void> {
  const { socket } = outgoing
  if (at === 'before') {
    // With TLS, the end of the handshake was sent before.
    if (isEncrypted(socket)) await giveTimeToRead()
    reset(socket)
    return
  }
  const body = Buffer.from(await response.arrayBuffer())
  const headers = { ...Object.fromEntries(response.headers), 'content-length': body.length }
  // After a complete response, a client could reuse the connection and run into the reset.
  outgoing.writeHead(response.status, at === 'after' ? { ...headers, connection: 'close' } : headers)
  const sent = at === 'during' ? body.subarray(0, body.length >> 1) : body
  await new Promise<void>((resolve) => outgoing.write(sent, () => resolve()))
  if (by === 'end') {
    socket?.destroySoon()
    return
  }
  await giveTimeToRead()
  reset(socket)
}

/** The immediate runs after socket reads, so a client in this process has read the data even if the timer is late. */
const giveTimeToRead = () => new Promise<void>((resolve) => setTimeout(() => setImmediate(resolve), readingMs))

const isEncrypted = (socket: Socket | null) => socket !== null && 'encrypted' in socket

/** The members of a socket that Node does not document. */
type Internals = Socket & { readonly _parent?: Socket | null; resetAndClosing?: boolean }

/**
 * Resets a connection; of one with TLS the connection below, which Node keeps as its parent. Not by `resetAndDestroy`,
 * which ends the connection in order first: a client in another process may see that end before the reset.
 */
function reset(socket: Socket | null): void {
  const below = ((socket as Internals | null)?._parent ?? socket) as Internals | null
  if (below === null) return
  below.resetAndClosing = true
  below.destroy()
}

interface Turn {
  hasEnded: boolean
  readonly end: Promise<void>
}

/**
 * Sends the responses of one turn of the event loop together. A client then wakes up once for many of them, which
 * accounts for a third of the throughput at 64 connections; a single request waits some microseconds longer.
 */
function answerTogether(fetch: ServerOptions['fetch']): (request: Request) => Promise<Response> {
  let current: Turn | undefined
  const begin = (): Turn => {
    let finish = () => {}
    const turn: Turn = { hasEnded: false, end: new Promise((resolve) => (finish = resolve)) }
    setImmediate(() => {
      current = undefined
      turn.hasEnded = true
      finish()
    })
    return turn
  }
  return async (request) => {
    current ??= begin()
    const turn = current
    const response = await fetch(request)
    // A response that waited for persistence is past the end of its turn already.
    if (!turn.hasEnded) await turn.end
    return response
  }
}

/** The time that a request may take to arrive while the server closes. Milliseconds. */
const patienceMs = 1000

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A keep-alive connection becomes idle only after its response is sent.
    const sweep = setInterval(() => server.closeIdleConnections(), 10)
    // Disconnects clients that have not sent a complete request by then.
    const patience = setTimeout(() => server.closeAllConnections(), patienceMs)
    server.close(() => {
      clearInterval(sweep)
      clearTimeout(patience)
      resolve()
    })
    server.closeIdleConnections()
  })
}
