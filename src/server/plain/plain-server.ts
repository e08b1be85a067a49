import { createServer, type Server, type Socket } from 'node:net'
import { type Answer, isStream } from '../../http/answer.js'
import type { ListenerOptions } from '../node/listener.js'
import type { Taker } from '../node/node-server.js'
import { Turns } from '../turns.js'
import { PlainConnections } from './connections.js'
import type { LeaveWatchOptions } from './leave-watch.js'

export interface PlainServerOptions extends Omit<ListenerOptions, 'divert' | 'givenAnswers' | 'turns'> {
  /** The longest that a connection stays open without a request. Milliseconds, 5000 by default, as Node's. */
  readonly idleMs?: number
  /** The time between two looks at the connections. Milliseconds, 1000 by default. */
  readonly lookMs?: number
  /** How the leaving of waiting clients is watched; 500 at a time for 100 ms each by default. */
  readonly leaveWatch?: LeaveWatchOptions
}

/** 500 ends in one turn take 2 to 10 ms, and of 10,000 waiting clients each is looked at every 2 seconds. */
const usualWatch: LeaveWatchOptions = { most: 500, shiftMs: 100 }

export interface PlainServer {
  readonly server: Server
  readonly connections: PlainConnections
  /** Node's server, once a connection was handed to it. */
  readonly taker: () => Taker | undefined
}

/**
 * Creates a server that answers plain requests without Node's objects for a request, which cost as much as all else of
 * it. Node's HTTP server is loaded for the first connection on which anything else comes.
 */
export function createPlainServer({
  idleMs = 5000,
  lookMs = 1000,
  leaveWatch = usualWatch,
  ...options
}: PlainServerOptions): PlainServer {
  const shared = { ...options, turns: new Turns() }
  let taker: Taker | undefined
  const load = async (): Promise<Taker> => {
    const { createTaker } = await import('../node/node-server.js')
    taker ??= createTaker(shared, idleMs)
    return taker
  }
  const handOver = async (socket: Socket, answer: Answer | undefined) => {
    const { take } = taker ?? (await load())
    if (socket.destroyed) {
      if (answer !== undefined && isStream(answer.body)) answer.body.cancel()
      return
    }
    take(socket, answer)
    socket.resume()
  }
  const connections = new PlainConnections({
    ...shared,
    idleMs,
    lookMs,
    leaveWatch,
    handOver: (socket, answer) => {
      handOver(socket, answer).catch((error: unknown) => {
        socket.destroy()
        options.onBug(error)
      })
    },
  })
  // As Node's HTTP server listens: a client may end its side before it has its answer.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => connections.take(socket))
  return { server, connections, taker: () => taker }
}
