import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { components } from '../../src/spec/verify.js'
import { checkWebhook } from './webhook-schema.js'

export type Webhook = components['schemas']['VerifyWebhook']

/** One request that a receiver got. */
export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly webhook: Webhook
}

/**
 * What a receiver does with a request: a status, a status with headers or a body, bytes in place of an answer, or
 * nothing at all until it is stopped. A function may look at the request, and take its time.
 */
export type Answer =
  | number
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | { readonly bytes: string }
  | 'hang'
  | 'reset'
  | ((received: Received) => Answer | Promise<Answer>)

export interface Receiver {
  readonly url: string
  readonly port: number
  /** In the order in which they came. */
  readonly requests: readonly Received[]
  /** How many connections there have been, and how many requests were held at once at most. */
  readonly connections: number
  readonly mostAtOnce: number
  /** Resolves with the first `count` requests once they have arrived. */
  received(count: number): Promise<readonly Received[]>
  /** What the coming requests are answered with, one each; after these again with the usual answer. */
  answer(...answers: Answer[]): void
  /** Closes the connections on which nothing is under way, as a server does that is tired of waiting. */
  closeIdle(): void
  close(): Promise<void>
}

export interface ReceiverOptions {
  /** For the first requests, one each. */
  readonly answers?: readonly Answer[]
  /** For all others; default 204. */
  readonly usually?: Answer
  /** Default: a free one. */
  readonly port?: number
  /** Whether every body must be as our document says; default it must, or the test fails. */
  readonly isChecked?: boolean
}

/** A receiver of webhooks on a port of 127.0.0.1, which does as it is told. It is stopped after the test. */
export async function useReceiver({
  answers = [],
  usually = 204,
  port = 0,
  isChecked = true,
}: ReceiverOptions = {}): Promise<Receiver> {
  const requests: Received[] = []
  const script = [...answers]
  const watchers = new Set<() => void>()
  const sockets = new Set<Socket>()
  const broken: string[] = []
  let connections = 0
  let [atOnce, mostAtOnce] = [0, 0]

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    mostAtOnce = Math.max(mostAtOnce, ++atOnce)
    response.once('close', () => {
      atOnce--
    })
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const received = { path: request.url ?? '', headers: request.headers, body, webhook: JSON.parse(body) as Webhook }
      if (isChecked) broken.push(...checkWebhook(received.webhook))
      requests.push(received)
      for (const look of watchers) look()
      void carryOut(script.shift() ?? usually, received, response)
    })
  })
  server.on('connection', (socket) => {
    connections++
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const own = (server.address() as AddressInfo).port

  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  onTestFinished(async () => {
    await close()
    if (broken.length > 0) throw new Error(`webhooks that break openapi/verify.yaml: ${broken.join('; ')}`)
  })
  return {
    url: `http://127.0.0.1:${own}/hooks`,
    port: own,
    requests,
    get connections() {
      return connections
    },
    get mostAtOnce() {
      return mostAtOnce
    },
    received: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (requests.length < count) return
          watchers.delete(look)
          resolve(requests.slice(0, count))
        }
        watchers.add(look)
        look()
      }),
    answer: (...more) => {
      script.push(...more)
    },
    closeIdle: () => server.closeIdleConnections(),
    close,
  }
}

async function carryOut(answer: Answer, received: Received, response: ServerResponse): Promise<void> {
  if (typeof answer === 'function') return carryOut(await answer(received), received, response)
  if (answer === 'hang') return
  if (answer === 'reset') {
    response.socket?.resetAndDestroy()
  } else if (typeof answer === 'object' && 'bytes' in answer) {
    response.socket?.end(answer.bytes)
  } else {
    const { status, headers = {}, body = '' } = typeof answer === 'number' ? { status: answer } : answer
    response.writeHead(status, headers).end(body)
  }
}

/** A port of 127.0.0.1 on which no server listens. */
export async function findClosedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
