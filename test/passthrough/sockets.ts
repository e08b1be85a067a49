import { once } from 'node:events'
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** The data received on a connection, as Latin-1 so that each character is a byte. */
export class Received {
  #text = ''
  #watchers = new Set<() => void>()
  hasEnded = false

  constructor(socket: Socket) {
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      this.#text += text
      this.#look()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.hasEnded = true
      this.#look()
    })
  }

  get text(): string {
    return this.#text
  }

  /** Waits until the data satisfies a condition; rejects if the connection ends first. */
  until(isEnough: (text: string, hasEnded: boolean) => boolean): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const isDone = isEnough(this.#text, this.hasEnded)
        if (!isDone && !this.hasEnded) return
        this.#watchers.delete(look)
        if (isDone) resolve(this.#text)
        else reject(new Error(`the connection ended after ${JSON.stringify(this.#text)}`))
      }
      this.#watchers.add(look)
      look()
    })
  }

  #look(): void {
    for (const look of [...this.#watchers]) look()
  }
}

export interface RawConnection {
  readonly socket: Socket
  readonly received: Received
}

/** A raw server: the test handles each connection. */
export async function useRawUpstream(onConnection: (connection: RawConnection) => void) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    onConnection({ socket, received: new Received(socket) })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2` }
}

/** A raw client. */
export async function dial(url: string, request: string): Promise<RawConnection> {
  const socket = createConnection(Number(new URL(url).port), '127.0.0.1')
  onTestFinished(() => {
    socket.destroy()
  })
  const received = new Received(socket)
  await once(socket, 'connect')
  socket.write(Buffer.from(request, 'latin1'))
  return { socket, received }
}

export interface Message {
  readonly first: string
  /** As received, without the headers of the connection. */
  readonly lines: readonly string[]
  readonly body: string
  /** Whether the body is complete. */
  readonly isWhole: boolean
}

const ofConnection = /^(connection|keep-alive|transfer-encoding|x-emulator-drift):/i

/** Parses an HTTP/1.1 message and joins its chunks. */
export function parseMessage(text: string, isToHead = false): Message {
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const rest = text.slice(end + 4)
  const chunked = lines.some((line) => /^transfer-encoding: *chunked/i.test(line))
  const length = lines.map((line) => /^content-length: *(\d+)/i.exec(line)?.[1]).find((found) => found !== undefined)
  const hasNoBody = isToHead || / (204|304) /.test(first)
  const { body, isWhole } =
    chunked && !hasNoBody ? joinChunks(rest) : { body: rest, isWhole: hasNoBody || rest.length === Number(length ?? 0) }
  return { first, lines: lines.filter((line) => !ofConnection.test(line)), body, isWhole: end >= 0 && isWhole }
}

function joinChunks(text: string): { body: string; isWhole: boolean } {
  let body = ''
  let rest = text
  for (;;) {
    const [head, size] = /^([\da-f]+)\r\n/i.exec(rest) ?? []
    if (head === undefined || size === undefined) return { body, isWhole: false }
    const length = Number.parseInt(size, 16)
    if (length === 0) return { body, isWhole: true }
    body += rest.slice(head.length, head.length + length)
    rest = rest.slice(head.length + length + 2)
  }
}
