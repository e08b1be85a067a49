import { createConnection, type Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Connect } from '../../src/webhook/connection.js'
import { monotonicMs } from '../../src/webhook/deadlines.js'
import { PlainClient } from '../../src/webhook/plain-client.js'
import { type Outcome, readTarget, type Target } from '../../src/webhook/post.js'
import { useRawReceiver } from '../support/raw-receiver.js'

/** Starts a client and a receiver that keeps connections for three seconds. */
async function useConnections() {
  const sockets: Socket[] = []
  const connect: Connect = (options) => {
    const socket = createConnection(options)
    sockets.push(socket)
    vi.spyOn(socket, 'ref')
    vi.spyOn(socket, 'unref')
    return socket
  }
  const client = new PlainClient(connect, 10_000, () => {})
  onTestFinished(() => client.close())
  const answer = 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=3\r\nContent-Length: 0\r\n\r\n'
  const { url } = await useRawReceiver(({ socket }) => void socket.write(answer))
  const post = (sentAt: number) =>
    new Promise<Outcome>((end) =>
      client.send({ target: readTarget(url) as Target, headers: {}, body: '', sentAt, end }),
    )
  return { sockets, post }
}

test('a connection is left alone from a second before its receiver may close it, counted from the last request', async () => {
  const { sockets, post } = await useConnections()
  let sentAt = monotonicMs()
  for (const [laterMs, opened] of [
    [0, 1],
    [1999, 1],
    [2000, 2],
  ] as const) {
    sentAt += laterMs
    expect(await post(sentAt)).toMatchObject({ answer: { status: 200 } })
    expect(sockets).toHaveLength(opened)
  }
})

test('a connection does not keep the process alive', async () => {
  const { sockets, post } = await useConnections()
  for (let count = 0; count < 2; count++) expect(await post(monotonicMs())).toMatchObject({ answer: { status: 200 } })
  expect(sockets).toHaveLength(1)
  expect(sockets[0]?.unref).toHaveBeenCalledOnce()
  expect(sockets[0]?.ref).not.toHaveBeenCalled()
})
