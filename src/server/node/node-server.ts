import { createServer, type Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Answer } from '../../http/answer.js'
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
  return tls ? (await import('node:https')).createServer(tls, listener) : createServer(listener)
}

/** Takes connections of another server. */
export interface Taker {
  /** @param answer the answer to the first request on it, if it is known */
  take(socket: Socket, answer: Answer | undefined): void
  readonly server: Server
}

/**
 * Creates a server of Node that does not listen, but takes connections of one that does.
 *
 * @param idleMs the longest that a connection stays open without a request
 */
export function createTaker(options: ListenerOptions, idleMs: number): Taker {
  const givenAnswers = new WeakMap<Socket, Answer>()
  const server = createServer(createListener({ ...options, givenAnswers }))
  server.keepAliveTimeout = idleMs
  // Node watches the times of its connections from the moment at which it listens, which this server never does.
  server.emit('listening')
  return {
    server,
    take: (socket, answer) => {
      if (answer !== undefined) givenAnswers.set(socket, answer)
      server.emit('connection', socket)
    },
  }
}
