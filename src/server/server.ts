import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers'
import type { Answer } from '../http/answer.js'
import { createListener, type ListenerOptions } from './listener.js'
import { PlainConnections } from './plain-connections.js'
import { Turns } from './turns.js'

export interface ServerOptions extends ListenerOptions {
  /** 0 picks a free port. */
  readonly port: number
  readonly host: string
  /** The certificate and its private key, as PEM. Without it the server speaks plain HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined
}

export interface RunningServer {
  readonly port: number
  /** Stops accepting connections, finishes the requests in flight, and resolves once everything is closed. */
  readonly close: () => Promise<void>
}

/**
 * Starts a server on a port.
 *
 * @throws the system's error, like `EADDRINUSE` for a busy port, and OpenSSL's for a certificate that is not valid
 */
export async function startServer({ port, host, tls, ...options }: ServerOptions): Promise<RunningServer> {
  const shared = { ...options, turns: new Turns(), givenAnswers: new WeakMap<Socket, Answer>() }
  const listener = createListener(shared)
  // TLS is loaded on demand: it takes longer than everything else here.
  const server = tls ? (await import('node:https')).createServer(tls, listener) : createServer(listener)
  const plain = tls || options.divert ? undefined : new PlainConnections(server, shared)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return { port: (server.address() as AddressInfo).port, close: () => closeServer(server, plain) }
}

/** The time that a request may take to arrive while the server closes. Milliseconds. */
const patienceMs = 1000

function closeServer(server: Server, plain: PlainConnections | undefined): Promise<void> {
  return new Promise((resolve) => {
    const closeIdle = () => {
      plain?.closeIdle()
      server.closeIdleConnections()
    }
    // A keep-alive connection becomes idle only after its response is sent.
    const sweep = setInterval(closeIdle, 10)
    // Disconnects clients that have not sent a complete request by then.
    const patience = setTimeout(() => {
      plain?.closeAll()
      server.closeAllConnections()
    }, patienceMs)
    server.close(() => {
      clearInterval(sweep)
      clearTimeout(patience)
      resolve()
    })
    closeIdle()
  })
}
