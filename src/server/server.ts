import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'

/** See http/connection-fault. */
interface ConnectionFault {
  readonly at: 'before' | 'during' | 'after'
  readonly by: 'reset' | 'end'
}

export interface ServerOptions {
  readonly fetch: (request: Request) => Response | Promise<Response>
  /** 0 picks a free one. */
  readonly port: number
  readonly host: string
  /** How the connection is to break under an answer, if it is. */
  readonly connectionFaultOf: (response: Response) => ConnectionFault | undefined
  /**
   * The process serves nothing else: the node server may put its faster Request and Response in place of the global
   * ones. In somebody else's process that must not be.
   */
  readonly ownsProcess: boolean
  /** Answers requests whose Host or target cannot be parsed as a URL. */
  readonly answerUnreadable: (error: unknown) => Response
  /** Takes requests off before they become a Request. @returns whether it has */
  readonly divert?: ((incoming: IncomingMessage, outgoing: ServerResponse) => boolean) | undefined
}

export interface RunningServer {
  readonly port: number
  /** Takes no more connections, finishes what is in flight, and returns when all is closed. */
  readonly close: () => Promise<void>
}

/** An emulator on a port. @throws the system's error, `EADDRINUSE` for a busy port */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { fetch, port, host, ownsProcess, connectionFaultOf, answerUnreadable, divert } = options
  const answer = getRequestListener(breakWhereAsked(answerTogether(fetch), connectionFaultOf), {
    overrideGlobalObjects: ownsProcess,
    errorHandler: (error) => (error === sentByHand ? undefined : answerUnreadable(error)),
  })
  const server = createServer((incoming, outgoing) => {
    if (divert?.(incoming, outgoing) !== true) void answer(incoming, outgoing)
  })
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

/** Thrown where nothing is left to send: a Response that says so would be sent all the same where the process is owned. */
const sentByHand = new Error('sent by hand')

/** Sends what is to break by hand, and lets everything else pass. */
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

/** A reset that comes together with what was sent looks like an end to many a client, or takes it along. Milliseconds. */
const readingMs = 20

/** The length that is announced is that of the whole body, so that the client knows what it did not get. */
async function sendBroken(response: Response, { at, by }: ConnectionFault, outgoing: ServerResponse): Promise<void> {
  const { socket } = outgoing
  if (at === 'before') {
    socket?.resetAndDestroy()
    return
  }
  const body = Buffer.from(await response.arrayBuffer())
  const headers = { ...Object.fromEntries(response.headers), 'content-length': body.length }
  // After a whole answer a client would send its next request, and that would meet the reset.
  outgoing.writeHead(response.status, at === 'after' ? { ...headers, connection: 'close' } : headers)
  const sent = at === 'during' ? body.subarray(0, body.length >> 1) : body
  await new Promise<void>((resolve) => outgoing.write(sent, () => resolve()))
  if (by === 'end') {
    socket?.destroySoon()
    return
  }
  // The immediate comes after a look at the sockets: a client in this process has read by then, however late the timer is.
  await new Promise<void>((resolve) => setTimeout(() => setImmediate(resolve), readingMs))
  socket?.resetAndDestroy()
}

interface Turn {
  hasEnded: boolean
  readonly end: Promise<void>
}

/**
 * Lets the answers of one turn of the event loop go out together. A client then wakes up once for many of them, which
 * is worth a third of the throughput at 64 connections; a lone request waits some microseconds longer.
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
    // What had to be written first has waited for the end of the turn already.
    if (!turn.hasEnded) await turn.end
    return response
  }
}

/** How long a request may take to come in once the server closes. Milliseconds. */
const patienceMs = 1000

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A connection that is kept alive becomes idle only once its answer is out.
    const sweep = setInterval(() => server.closeIdleConnections(), 10)
    // Clients that have not sent a whole request by then are disconnected.
    const patience = setTimeout(() => server.closeAllConnections(), patienceMs)
    server.close(() => {
      clearInterval(sweep)
      clearTimeout(patience)
      resolve()
    })
    server.closeIdleConnections()
  })
}
