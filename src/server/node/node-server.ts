import { createServer, type Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Answer } from '../../http/answer.js'
import { halfOpenMs } from '../half-open.js'
import { EndedSocket } from './ended-socket.js'
import { createListener, type ListenerOptions } from './listener.js'

/** The private key and the certificate of a server, as PEM. */
export interface TlsFiles {
  readonly key: string
  readonly cert: string
}

/**
 * Creates a server of Node that answers all that comes itself.
 *
 * @throws OpenSSL's error for a certificate that is not valid
 */
export async function createNodeServer(options: ListenerOptions, tls?: TlsFiles): Promise<Server> {
  const listener = createListener(options)
  // TLS is loaded on demand: it takes longer than everything else here.
  return tls ? (await import('node:https')).createServer(tls, listener) : keepHalfOpen(createServer(listener))
}

/**
 * A client that has ended its side still gets the answers that begin in time, which Node otherwise leaves out. Not with TLS,
 * where an end closes both sides.
 */
function keepHalfOpen(server: Server): Server {
  // Node's servers read it, but its documentation does not mention it.
  ;(server as Server & { httpAllowHalfOpen?: boolean }).httpAllowHalfOpen = true
  return server.on('connection', (socket: Socket) => socket.once('end', () => socket.setTimeout(halfOpenMs)))
}

/** Takes connections of another server. */
export interface Taker {
  /**
   * @param answer the answer to the first request on it, if it is known
   * @param unread what was not answered, of a connection whose end was read
   */
  take(socket: Socket, answer: Answer | undefined, unread?: Buffer): void
  readonly server: Server
}

/**
 * Creates a server of Node that does not listen, but takes connections of one that does.
 *
 * @param idleMs the longest that a connection stays open without a request
 */
export function createTaker(options: ListenerOptions, idleMs: number): Taker {
  const givenAnswers = new WeakMap<Duplex, Answer>()
  const server = keepHalfOpen(createServer(createListener({ ...options, givenAnswers })))
  server.keepAliveTimeout = idleMs
  // Node watches the times of its connections from the moment at which it listens, which this server never does.
  server.emit('listening')
  return {
    server,
    take: (socket, answer, unread) => {
      const connection = unread === undefined ? socket : new EndedSocket(socket, unread)
      if (answer !== undefined) givenAnswers.set(connection, answer)
      server.emit('connection', connection)
    },
  }
}
