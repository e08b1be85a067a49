import type { Socket } from 'node:net'
import { clearInterval, setImmediate, setInterval } from 'node:timers'
import type { Answer } from '../../http/answer.js'
import { PlainConnection, type PlainConnectionOptions } from './connection.js'
import { LeaveWatch, type LeaveWatchOptions } from './leave-watch.js'

/** How many connections are closed in one turn of the event loop. */
const mostInTurn = 100

export interface PlainConnectionsOptions extends Pick<PlainConnectionOptions, 'answer' | 'answerUnreadable' | 'turns'> {
  /** The longest that a connection stays open without a request. Milliseconds. */
  readonly idleMs: number
  /** The time between two looks at the connections. Milliseconds. */
  readonly lookMs: number
  readonly leaveWatch: LeaveWatchOptions
  /**
   * Hands a connection to Node's server. It is paused, with what was not answered put back.
   *
   * @param answer the answer to the first request on it, if it is known
   */
  readonly handOver: (socket: Socket, answer: Answer | undefined) => void
}

/** The connections of a server on which all is plain. */
export class PlainConnections {
  readonly leaveWatch: LeaveWatch
  readonly #open = new Set<PlainConnection>()
  readonly #connectionOptions: PlainConnectionOptions
  readonly #lookMs: number
  readonly #mostIdleLooks: number
  #looking: NodeJS.Timeout | undefined
  /** Connections whose clients have left. */
  #left: PlainConnection[] = []
  #closing: NodeJS.Immediate | undefined

  constructor({ handOver, idleMs, lookMs, leaveWatch, ...options }: PlainConnectionsOptions) {
    const idleSecs = Math.floor(idleMs / 1000)
    this.leaveWatch = new LeaveWatch(this.#open, leaveWatch)
    this.#lookMs = lookMs
    this.#mostIdleLooks = idleSecs + 1
    this.#connectionOptions = {
      ...options,
      headerLines: `Connection: keep-alive\r\nKeep-Alive: timeout=${idleSecs}\r\n`,
      handOver: (connection, unread, answer) => {
        const { socket } = connection
        this.#forget(connection)
        socket.pause()
        if (unread.length > 0) socket.unshift(unread)
        handOver(socket, answer)
      },
      onLeave: (connection) => {
        this.#left.push(connection)
        this.#closing ??= setImmediate(() => this.#closeSome())
      },
      onClose: (connection) => this.#forget(connection),
    }
  }

  take(socket: Socket): void {
    this.#open.add(new PlainConnection(socket, this.#connectionOptions))
    this.#looking ??= setInterval(() => this.look(), this.#lookMs).unref()
    this.leaveWatch.begin()
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
      if (connection.isAnswering || connection.isSending) continue
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

  #forget(connection: PlainConnection): void {
    this.#open.delete(connection)
    if (this.#open.size > 0) return
    clearInterval(this.#looking)
    this.#looking = undefined
  }
}
