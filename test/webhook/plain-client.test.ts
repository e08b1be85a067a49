import { createConnection, type LookupFunction } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { monotonicMs } from '../../src/webhook/deadlines.js'
import { createNodeClient } from '../../src/webhook/node-client.js'
import { PlainClient } from '../../src/webhook/plain-client.js'
import { type Client, type Outcome, readTarget, type Target } from '../../src/webhook/post.js'
import { type RawRequest, useRawReceiver } from '../support/raw-receiver.js'

const lookup: LookupFunction = (hostname, _, callback) =>
  callback(Object.assign(new Error('no names'), { code: 'ENOTFOUND', hostname }), '')

function useClient(timeoutMs = 10_000): PlainClient {
  const client = new PlainClient(createConnection, timeoutMs, lookup)
  onTestFinished(() => client.close())
  return client
}

const post = (client: Client, url: string, headers: Record<string, string> = {}, body = '{}') =>
  new Promise<Outcome>((end) =>
    client.send({ target: readTarget(url) as Target, headers, body, sentAt: monotonicMs(), end }),
  )

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const succeeded = { answer: { status: 200, recorded: { headers: { 'content-length': '2' }, body: 'ok' } } }
const failed = (code: string, status: number | null = null) => ({
  failure: expect.objectContaining({ code }),
  status,
})

/** Starts a receiver that writes these texts, one for each request, and 200 to all others. */
const useScript = (...texts: readonly string[]) => {
  const script = [...texts]
  return useRawReceiver(({ socket }) => void socket.write(script.shift() ?? ok))
}

describe('a request is the same, byte by byte, as that of Node’s client', () => {
  test.each<[path: string, user: string, headers: Record<string, string>, body: string]>([
    ['/hooks', '', {}, '{}'],
    ['', '', { 'x-a': '1', 'X-B': '' }, ''],
    ['/a%20b/ü?q=1&r=%2F#fragment', '', { 'X-A': '1, 2' }, 'é€😀'],
    ['/hooks', 'user:pass%20word@', {}, '{}'],
    ['/hooks', 'user@', { authorization: 'Bearer x' }, '{}'],
    ['/hooks', '', { Host: 'example.com' }, '{}'],
    ['/hooks', '', { 'x-a': 'caf\xe9' }, '{}'],
  ])('to %j with %j, %j and %j', async (path, user, headers, body) => {
    const { port, requests } = await useScript()
    const url = `http://${user}127.0.0.1:${port}${path}`
    const node = createNodeClient(10_000, lookup)
    onTestFinished(() => node.close())
    for (const client of [useClient(), node]) expect(await post(client, url, headers, body)).toEqual(succeeded)
    expect(requests).toHaveLength(2)
    expect(requests[0]?.text).toBe(requests[1]?.text)
  })

  test('and one that a header would break is not sent', async () => {
    const { url, requests } = await useScript()
    for (const headers of [{ 'x-a': '1\r\nx-b: 2' }, { 'x a': '1' }, { 'x-a': '€' }, { '': '1' }])
      expect(await post(useClient(), url, headers)).toEqual({ failure: expect.any(TypeError), status: null })
    expect(requests).toEqual([])
  })
})

describe('a connection', () => {
  test('is used for one request after the other, and never for two at once', async () => {
    const waiting: RawRequest[] = []
    const receiver = await useRawReceiver((request) => {
      waiting.push(request)
      if (receiver.requests.length === 3) for (const { socket } of waiting) socket.write(ok)
      else if (receiver.requests.length > 3) request.socket.write(ok)
    })
    const client = useClient()
    await Promise.all([post(client, receiver.url), post(client, receiver.url), post(client, receiver.url)])
    expect(receiver.connections).toBe(3)
    for (let count = 0; count < 6; count++) expect(await post(client, receiver.url)).toEqual(succeeded)
    expect(receiver.connections).toBe(3)
  })

  test.each([
    ['an answer with Connection: close', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'],
    ['an answer of HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['bytes after an answer', `${ok}more`],
    ['a whole second answer', `${ok}HTTP/1.1 500 Error\r\nContent-Length: 0\r\n\r\n`],
    ['a receiver that keeps it for a second at most', `HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\n${ok.slice(17)}`],
  ])('is closed after %s', async (_, text) => {
    const receiver = await useScript(text)
    const client = useClient()
    expect(await post(client, receiver.url)).toMatchObject({ answer: { status: 200, recorded: { body: 'ok' } } })
    await receiver.closed(1)
    expect(await post(client, receiver.url)).toEqual(succeeded)
    expect(receiver.connections).toBe(2)
  })

  test('is closed when the receiver sends something unasked, which answers nothing', async () => {
    const receiver = await useScript()
    const client = useClient()
    await post(client, receiver.url)
    receiver.requests[0]?.socket.write('HTTP/1.1 500 Error\r\nContent-Length: 0\r\n\r\n')
    await receiver.closed(1)
    expect(await post(client, receiver.url)).toEqual(succeeded)
    expect(receiver.connections).toBe(2)
  })

  test('is forgotten when the receiver closes it while it is idle', async () => {
    const receiver = await useScript()
    const client = useClient()
    await post(client, receiver.url)
    receiver.requests[0]?.socket.end()
    await receiver.closed(1)
    expect(await post(client, receiver.url)).toEqual(succeeded)
    expect([receiver.requests.length, receiver.connections]).toEqual([2, 2])
  })

  test('is closed beyond 16 idle ones', async () => {
    const receiver = await useRawReceiver(() => {
      if (receiver.requests.length === 20) for (const { socket } of receiver.requests) socket.write(ok)
    })
    const client = useClient()
    await Promise.all(Array.from({ length: 20 }, () => post(client, receiver.url)))
    await receiver.closed(4)
    client.close()
    await receiver.closed(20)
  })
})

describe('a request over a connection that was used before', () => {
  /** Answers the first request; `onNext` gets the others. */
  const useSecond = (onNext: (request: RawRequest) => void) =>
    useRawReceiver((request) => {
      if (request.connection > 1 || receiverOf(request) === 1) request.socket.write(ok)
      else onNext(request)
    })
  const counts = new WeakMap<object, number>()
  const receiverOf = ({ socket }: RawRequest) => {
    const count = (counts.get(socket) ?? 0) + 1
    counts.set(socket, count)
    return count
  }

  test.each<[string, (request: RawRequest) => void]>([
    ['reset', ({ socket }) => void socket.resetAndDestroy()],
    ['closed', ({ socket }) => void socket.end()],
  ])('is sent again over a new one if it is %s before the answer', async (_, onNext) => {
    const receiver = await useSecond(onNext)
    const client = useClient()
    for (let count = 0; count < 2; count++) expect(await post(client, receiver.url)).toEqual(succeeded)
    expect([receiver.requests.length, receiver.connections]).toEqual([3, 2])
    expect(receiver.requests[2]?.text).toBe(receiver.requests[1]?.text)
  })

  test.each<[string, string, string, number | null]>([
    ['a byte of the answer has come', 'H', 'ECONNRESET', null],
    ['half the answer has come', ok.slice(0, -1), 'ECONNRESET', 200],
    ['an interim answer has come', 'HTTP/1.1 100 Continue\r\n\r\n', 'ECONNRESET', null],
    ['the answer is not HTTP', 'garbage', 'HPE_INVALID_CONSTANT', null],
  ])('is not sent again if %s', async (_, text, code, status) => {
    const receiver = await useSecond(({ socket }) => void socket.end(text))
    const client = useClient()
    await post(client, receiver.url)
    expect(await post(client, receiver.url)).toEqual(failed(code, status))
    expect(receiver.requests).toHaveLength(2)
  })

  test('is sent again once only', async () => {
    const receiver = await useRawReceiver(({ socket }) => {
      if (receiver.requests.length === 1) socket.write(ok)
      else socket.end()
    })
    const client = useClient()
    await post(client, receiver.url)
    expect(await post(client, receiver.url)).toEqual(failed('ECONNRESET'))
    expect(receiver.requests).toHaveLength(3)
  })
})

describe('a request fails', () => {
  test.each<[string, string, string, number | null]>([
    ['if the receiver closes a new connection', '', 'ECONNRESET', null],
    ['if the answer ends early', ok.slice(0, -1), 'ECONNRESET', 200],
    ['if the answer is not HTTP', 'SSH-2.0', 'HPE_INVALID_CONSTANT', null],
  ])('%s', async (_, text, code, status) => {
    const receiver = await useRawReceiver(({ socket }) => void socket.end(text))
    expect(await post(useClient(), receiver.url)).toEqual(failed(code, status))
    expect(receiver.requests).toHaveLength(1)
  })

  test('if an answer or its end takes too long, and the connection is closed', async () => {
    const receiver = await useScript('', ok.slice(0, -1), `HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n`)
    const client = useClient(30)
    expect(await post(client, receiver.url)).toEqual(failed('ETIMEDOUT'))
    expect(await post(client, receiver.url)).toEqual(failed('ETIMEDOUT', 200))
    await receiver.closed(2)
  })

  test('if the client is closed meanwhile, and is not sent again', async () => {
    const receiver = await useRawReceiver(({ socket }) => {
      if (receiver.requests.length === 1) socket.write(ok)
      else client.close()
    })
    const client = useClient()
    await post(client, receiver.url)
    expect(await post(client, receiver.url)).toEqual(failed('ECONNRESET'))
    expect(receiver.requests).toHaveLength(2)
  })

  test('if the name of the receiver is unknown', async () => {
    expect(await post(useClient(), 'http://app.invalid/')).toEqual(failed('ENOTFOUND'))
  })

  test('and never before it was sent', async () => {
    for (const url of ['http://127.0.0.1:0/', 'http://app.invalid/', 'http://[::1]:1/']) {
      let hasReturned = false
      const ended = new Promise<boolean>((resolve) => {
        const end = () => resolve(hasReturned)
        useClient().send({ target: readTarget(url) as Target, headers: {}, body: '', sentAt: monotonicMs(), end })
      })
      hasReturned = true
      expect(await ended).toBe(true)
    }
  })
})

test('an answer that comes before all of the request is sent counts, and its connection is closed', async () => {
  const body = 'x'.repeat(20_000_000)
  const { createServer } = await import('node:net')
  let received = 0
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (data) => {
      received += data.length
      if (received === data.length) socket.pause().write(ok)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as { port: number }
  expect(await post(useClient(), `http://127.0.0.1:${port}/`, {}, body)).toEqual(succeeded)
  expect(received).toBeLessThan(body.length)
})
