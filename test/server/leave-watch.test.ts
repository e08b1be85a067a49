import type { AddressInfo, Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { Answer } from '../../src/http/answer.js'
import type { Call } from '../../src/http/call.js'
import { createPlainServer } from '../../src/server/plain/plain-server.js'
import { connectTo } from './connect-to.js'
import { failed } from './echo.js'

/** A crowd of clients whose requests wait, of which few are watched at a time. */

const never = 2 ** 31 - 1

type Client = Awaited<ReturnType<typeof connectTo>>

async function open({ shiftMs = never, onSocket = (_: Socket) => {} } = {}) {
  const left: string[] = []
  const answers = new Map<string, (answer: Answer) => void>()
  let check = () => {}
  const { server, connections } = createPlainServer({
    answer: (call: Call) => {
      if (!call.path.startsWith('/wait')) return say(call.path)
      call.signal.addEventListener('abort', () => {
        left.push(call.path)
        check()
      })
      return new Promise<Answer>((resolve) => answers.set(call.path, resolve))
    },
    answerUnreadable: failed,
    onBug: (error) => {
      throw error
    },
    lookMs: never,
    leaveWatch: { most: 2, shiftMs },
  })
  server.on('connection', onSocket)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    connections.closeAll()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const ask = (client: Client, path: string) => client.socket.write(`GET ${path} HTTP/1.1\r\nHost: a.test\r\n\r\n`)
  /** Several answers to a client that has asked last: by then the server has seen what others did before. */
  const settle = async () => {
    const client = await connectTo(port)
    for (const path of ['/one', '/two', '/three']) {
      ask(client, path)
      await client.told(path)
    }
    client.socket.destroy()
    await client.closed
  }
  return {
    left,
    connections,
    ask,
    settle,
    /** Clients whose requests wait. */
    wait: async (count: number) => {
      const clients: Client[] = []
      for (let place = 0; place < count; place++) {
        const client = await connectTo(port)
        ask(client, `/wait/${place}`)
        await settle()
        clients.push(client)
      }
      return clients
    },
    answer: (path: string) => answers.get(path)?.(say(path)),
    hasLeft: (count: number) =>
      new Promise<void>((resolve) => {
        check = () => {
          if (left.length === count) resolve()
        }
        check()
      }),
  }
}

const say = (path: string): Answer => ({ status: 200, headers: {}, body: `answer to ${path}` })

test('of a crowd that leaves at once, some are noticed at each shift', async () => {
  const { left, connections, wait, settle, hasLeft } = await open()
  const clients = await wait(5)
  connections.leaveWatch.shift()
  for (const { socket } of clients) socket.destroy()
  await hasLeft(2)
  await settle()
  expect(left.toSorted()).toEqual(['/wait/0', '/wait/1'])
  connections.leaveWatch.shift() // three are left, of whom the third is watched, and the first again
  await hasLeft(4)
  await settle()
  expect(left).toHaveLength(4)
  connections.leaveWatch.shift() // fewer than a crowd
  await hasLeft(5)
  expect(left.toSorted()).toEqual(clients.map((_, place) => `/wait/${place}`))
})

test('each of a crowd is watched in turn, and again after all others', async () => {
  const { left, connections, wait, settle, hasLeft } = await open()
  const clients = await wait(5)
  connections.leaveWatch.shift() // the first two
  clients[3]?.socket.destroy()
  await settle()
  expect(left).toEqual([])
  connections.leaveWatch.shift() // the next two
  await hasLeft(1)
  clients[0]?.socket.destroy()
  await settle()
  expect(left).toEqual(['/wait/3'])
  connections.leaveWatch.shift() // the first two again: the last one is left with them
  await hasLeft(2)
  expect(left).toEqual(['/wait/3', '/wait/0'])
})

test('a client that is not watched is answered, and its next request is read', async () => {
  const { connections, wait, ask, answer, left } = await open()
  const clients = await wait(4)
  connections.leaveWatch.shift()
  const last = clients[3] as Client
  ask(last, '/early') // while it waits
  answer('/wait/3')
  await last.told('answer to /wait/3')
  await last.told('answer to /early')
  ask(last, '/next')
  await last.told('answer to /next')
  expect(left).toEqual([])
})

test('a crowd is watched in shifts by a timer', async () => {
  const { left, wait, hasLeft } = await open({ shiftMs: 1 })
  const clients = await wait(5)
  for (const { socket } of clients) socket.destroy()
  await hasLeft(5)
  expect(left).toHaveLength(5)
})

test('where the handle of a connection cannot stop, all are watched', async () => {
  const { left, connections, wait, hasLeft } = await open({
    onSocket: (socket) => Object.defineProperty(Reflect.get(socket, '_handle'), 'readStop', { value: undefined }),
  })
  const clients = await wait(5)
  connections.leaveWatch.shift()
  for (const { socket } of clients) socket.destroy()
  await hasLeft(5)
  expect(left).toHaveLength(5)
})
