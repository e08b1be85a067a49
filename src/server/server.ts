import type { AddressInfo, Server } from 'node:net'
import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers'
import type { ListenerOptions } from './node/listener.js'
import type { TlsFiles } from './node/node-server.js'
import { createPlainServer } from './plain/plain-server.js'

export interface ServerOptions extends ListenerOptions {
  /** 0 picks a free port. */
  readonly port: number
  readonly host: string
  /** Without it the server speaks plain HTTP. */
  readonly tls?: TlsFiles | undefined
}

export interface RunningServer {
  readonly port: number
  /** Stops accepting connections, finishes the requests in flight, and resolves once everything is closed. */
  readonly close: () => Promise<void>
}

/** Other runtimes have no HTTP server that takes connections of another one. */
const isNode = process.versions.bun === undefined && process.versions.deno === undefined

/** A server, and how its connections are closed. */
interface Closable {
  readonly server: Server
  readonly closeIdle: () => void
  readonly closeAll: () => void
}

/**
 * Starts a server on a port.
 *
 * @throws the system's error, like `EADDRINUSE` for a busy port, and OpenSSL's for a certificate that is not valid
 */
export async function startServer({ port, host, tls, ...options }: ServerOptions): Promise<RunningServer> {
  const closable = tls || options.divert || !isNode ? await openNodeServer(options, tls) : openPlainServer(options)
  const { server } = closable
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return { port: (server.address() as AddressInfo).port, close: () => closeServer(closable) }
}

async function openNodeServer(options: ListenerOptions, tls: TlsFiles | undefined): Promise<Closable> {
  const { createNodeServer } = await import('./node/node-server.js')
  const server = await createNodeServer(options, tls)
  return {
    server,
    closeIdle: () => server.closeIdleConnections(),
    closeAll: () => server.closeAllConnections(),
  }
}

function openPlainServer(options: ListenerOptions): Closable {
  const { server, connections, taker } = createPlainServer(options)
  server.once('close', () => taker()?.server.close())
  return {
    server,
    closeIdle: () => {
      connections.closeIdle()
      taker()?.server.closeIdleConnections()
    },
    closeAll: () => {
      connections.closeAll()
      taker()?.server.closeAllConnections()
    },
  }
}

/** The time that a request may take to arrive while the server closes. Milliseconds. */
const patienceMs = 1000

function closeServer({ server, closeIdle, closeAll }: Closable): Promise<void> {
  return new Promise((resolve) => {
    // A keep-alive connection becomes idle only after its response is sent.
    const sweep = setInterval(closeIdle, 10)
    // Disconnects clients that have not sent a complete request by then.
    const patience = setTimeout(closeAll, patienceMs)
    server.close(() => {
      clearInterval(sweep)
      clearTimeout(patience)
      resolve()
    })
    closeIdle()
  })
}
