import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { clearTimeout, setTimeout } from 'node:timers'

/** How long a client may take. Milliseconds. */
export interface PatienceTimes {
  /** Until a connection has sent the head of its next request. */
  readonly headMs: number
  /** From there to the end of the request. */
  readonly bodyMs: number
}

/** The times of Node's servers. They enforce them only for connections that they have accepted themselves. */
export const usualTimes: PatienceTimes = { headMs: 30_000, bodyMs: 300_000 }

/** The number of connections that may have no request. Beyond it the one that has been silent for longest gives way. */
const mostSilent = 500

/** Closes connections that hold a place and ask for nothing, so that they cannot keep the command out of its proxy. */
export class Patience {
  /** In the order of their silence. */
  readonly #silent = new Map<Duplex, NodeJS.Timeout>()

  constructor(private readonly times: PatienceTimes) {}

  /** Waits for a request on a connection. */
  expect(socket: Duplex): void {
    this.#forget(socket)
    if (socket.destroyed) return
    this.#silent.set(
      socket,
      setTimeout(() => socket.destroy(), this.times.headMs),
    )
    socket.once('close', () => this.#forget(socket))
    if (this.#silent.size <= mostSilent) return
    const [oldest] = this.#silent.keys()
    oldest?.destroy()
    if (oldest !== undefined) this.#forget(oldest)
  }

  /** Ends the wait: the connection has asked for a tunnel, or is watched in another way. */
  end(socket: Duplex): void {
    this.#forget(socket)
  }

  /** Watches the requests of a server that is handed its connections. */
  watch(server: Pick<Server, 'on'>): void {
    server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
      const { socket } = incoming
      this.#forget(socket)
      const late = setTimeout(() => socket.destroy(), this.times.bodyMs)
      incoming.once('close', () => clearTimeout(late))
      incoming.once('end', () => clearTimeout(late))
      outgoing.once('finish', () => this.expect(socket))
    })
  }

  #forget(socket: Duplex): void {
    clearTimeout(this.#silent.get(socket))
    this.#silent.delete(socket)
  }
}
