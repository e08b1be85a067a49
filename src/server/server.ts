import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers'
import { createListener, type ListenerOptions } from './listener.js'

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
