import { type AddressInfo, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** One request to a raw receiver. */
export interface RawRequest {
  /** All of its bytes, as Latin-1. */
  readonly text: string
  readonly socket: Socket
  /** The number of its connection, from 1. */
  readonly connection: number
}

export interface RawReceiver {
  readonly url: string
  readonly port: number
  readonly requests: readonly RawRequest[]
  /** The number of connections so far. */
  readonly connections: number
  /** Resolves once that number of connections have been closed by the client. */
  readonly closed: (count: number) => Promise<void>
}

/**
 * Starts a receiver that is given whole requests and writes to the socket itself. A client that sends a request before the
 * last one was answered fails the test.
 *
 * @param onRequest called with each request
 */
export async function useRawReceiver(onRequest: (request: RawRequest) => void): Promise<RawReceiver> {
  const requests: RawRequest[] = []
  const sockets = new Set<Socket>()
  const watchers = new Set<() => void>()
  let connections = 0
  let closedCount = 0
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const connection = ++connections
    sockets.add(socket)
    let text = ''
    socket.on('error', () => {})
    socket.on('data', (data) => {
      text += data.toString('latin1')
      const end = text.indexOf('\r\n\r\n') + 4
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1])
      if (end < 4 || text.length < end + length) return
      const request = { text: text.slice(0, end + length), socket, connection }
      text = text.slice(end + length)
      requests.push(request)
      onRequest(request)
    })
    socket.on('end', () => socket.end())
    socket.on('close', () => {
      sockets.delete(socket)
      closedCount++
      for (const look of watchers) look()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    port,
    requests,
    get connections() {
      return connections
    },
    closed: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (closedCount < count) return
          watchers.delete(look)
          resolve()
        }
        watchers.add(look)
        look()
      }),
  }
}
