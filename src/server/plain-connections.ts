import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { clearInterval, setImmediate, setInterval } from 'node:timers'
import type { Answer } from '../http/answer.js'
import { PlainConnection, type PlainConnectionOptions } from './plain-connection.js'

/** How many connections are closed in one turn of the event loop. */
const mostInTurn = 100

export interface PlainConnectionsOptions extends Pick<PlainConnectionOptions, 'answer' | 'answerUnreadable' | 'turns'> {
  /** The answer that Node's server is to send to the first request of a connection. */
  readonly givenAnswers: WeakMap<Socket, Answer>
  /** The time between two looks at the connections. Milliseconds, 1000 by default. */
  readonly lookMs?: number
}

/**
 * Answers the plain requests of a server without Node's objects for a request, which cost as much as all else of it.
 * Node's server keeps listening, and takes each connection on which anything else comes.
 */
export class PlainConnections {
  readonly #open = new Set<PlainConnection>()
  readonly #connectionOptions: PlainConnectionOptions
  readonly #lookMs: number
  readonly #mostIdleLooks: number
  #looking: NodeJS.Timeout | undefined
  /** Connections whose clients have left. */
  #left: PlainConnection[] = []
  #closing: NodeJS.Immediate | undefined

  /** Takes the connections of a server before it does. */
  constructor(server: Server, { givenAnswers, lookMs = 1000, ...options }: PlainConnectionsOptions) {
    const takers = server.listeners('connection') as ((socket: Socket) => void)[]
    const idleSecs = Math.floor(server.keepAliveTimeout / 1000)
    this.#lookMs = lookMs
    this.#mostIdleLooks = idleSecs + 1
    this.#connectionOptions = {
      ...options,
      headerLines: `Connection: keep-alive\r\nKeep-Alive: timeout=${idleSecs}\r\n`,
      handOver: (connection, unread, answer) => {
        const { socket } = connection
        this.#forget(connection)
        if (answer !== undefined) givenAnswers.set(socket, answer)
        socket.pause()
        if (unread.length > 0) socket.unshift(unread)
        for (const take of takers) take.call(server, socket)
        socket.resume()
      },
      onLeave: (connection) => {
        this.#left.push(connection)
        this.#closing ??= setImmediate(() => this.#closeSome())
      },
      onClose: (connection) => this.#forget(connection),
    }
    server.removeAllListeners('connection')
    server.on('connection', (socket: Socket) => this.#take(socket))
  }

  /** Closes the connections on which no request has begun. */
  closeIdle(): void {
    for (const connection of this.#open) if (connection.isIdle) connection.socket.destroy()
  }

  closeAll(): void {
    for (const { socket } of this.#open) socket.destroy()
  }

  /**
   * Looks at all connections, as once a second: closes what was idle for too long, and leaves waiting for the rest of a
   * request, or for a first one, to Node's server, which knows when to give up.
   */
  look(): void {
    for (const connection of this.#open) {
      if (connection.isAnswering) continue
      const looks = connection.idleLooks++
      if (!connection.isIdle || connection.isNew) {
        if (looks > 0) connection.giveUp()
      } else if (looks >= this.#mostIdleLooks) connection.socket.destroy()
    }
  }

  /** Closes some of the connections that were left: thousands that break off together would keep all others waiting. */
  #closeSome(): void {
    for (const connection of this.#left.splice(-mostInTurn)) connection.close()
    this.#closing = this.#left.length > 0 ? setImmediate(() => this.#closeSome()) : undefined
  }

  #take(socket: Socket): void {
    this.#open.add(new PlainConnection(socket, this.#connectionOptions))
    this.#looking ??= setInterval(() => this.look(), this.#lookMs).unref()
  }

  #forget(connection: PlainConnection): void {
    this.#open.delete(connection)
    if (this.#open.size > 0) return
    clearInterval(this.#looking)
    this.#looking = undefined
  }
}
