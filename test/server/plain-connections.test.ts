import { once } from 'node:events'
import { createServer, STATUS_CODES } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setImmediate } from 'node:timers'
import fc, { type Arbitrary } from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { Call } from '../../src/http/call.js'
import { createListener } from '../../src/server/node/listener.js'
import { writePlainAnswer } from '../../src/server/plain/answer.js'
import type { PlainConnections } from '../../src/server/plain/connections.js'
import { createPlainServer } from '../../src/server/plain/plain-server.js'
import { SocketCall } from '../../src/server/plain/socket-call.js'
import { startServer } from '../../src/server/server.js'
import { connectTo } from './connect-to.js'
import { echo, failed, hugeLength } from './echo.js'
import { talk } from './talk.js'

/** Plain requests and all others on the same connections, beside a server of Node that answers all of them itself. */

interface Opened {
  readonly port: number
  readonly plain: PlainConnections
  /** How many calls came as plain requests, and how many through Node. */
  readonly counts: { plain: number; node: number }
  /** Resolves with the call of a path when it comes. */
  readonly callTo: (path: string) => Promise<Call>
}

/** No one looks by the clock: on a busy machine it would be at any moment. */
const never = 2 ** 31 - 1

async function open({ isPlain = true, idleMs = 600_000 } = {}): Promise<Opened> {
  const counts = { plain: 0, node: 0 }
  const awaited = new Map<string, (call: Call) => void>()
  const options = {
    answer: (call: Call) => {
      counts[call instanceof SocketCall ? 'plain' : 'node']++
      awaited.get(call.path)?.(call)
      return echo(call)
    },
    answerUnreadable: failed,
    onBug: (error: unknown) => {
      throw error
    },
  }
  const plain = createPlainServer({ ...options, idleMs, lookMs: never })
  const node = createServer(createListener(options))
  node.keepAliveTimeout = idleMs
  const server = isPlain ? plain.server : node
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    plain.connections.closeAll()
    plain.taker()?.server.closeAllConnections()
    plain.taker()?.server.close()
    node.closeAllConnections()
    server.close()
  })
  const callTo = (path: string) => new Promise<Call>((resolve) => awaited.set(path, resolve))
  return { port: (server.address() as AddressInfo).port, plain: plain.connections, counts, callTo }
}

const often = <Value>(usual: Value, ...odd: Value[]): Arbitrary<Value> =>
  fc.oneof({ weight: 8 * odd.length, arbitrary: fc.constant(usual) }, ...odd.map((value) => fc.constant(value)))

const targets = [
  '/echo',
  '/echo?a=%20b&c[d]=1',
  '/later',
  '/empty',
  '/not-modified',
  '/bytes',
  '/stream',
  '/none',
  '/wide',
  '/latin',
  '/long',
  '/unread',
  '/pieces',
  '/rejected',
  '/cut',
  '/closing',
  '/dated',
  '/odd-status',
  '/x/../echo',
  '/%7Eecho',
  '/"echo"',
  '*',
  'http://example.test/echo',
  '/caf\xe9',
]

/** Header lines; the first six are plain. */
const lines = [
  ['Accept: text/plain'],
  ['X-Spaced:  \t in the middle \t '],
  ['X-Empty:'],
  ['x-latin: caf\xe9'],
  ['Connection: Keep-Alive'],
  ['__proto__: x', 'constructor: y'],
  ['Cookie: a=1', 'cookie: b=2'],
  ['X-Twice: 1', 'x-twice: 2'],
  ['Connection: keep-alive'],
  ['Connection: close'],
  ['Connection: te'],
  ['Expect: 100-continue'],
  ['TE: trailers'],
  ['Trailer: x'],
  ['X-Folded: a', ' b'],
  ['X-Control: a\x01b'],
  ['X Name: a'],
  ['no colon'],
  ['Content-Length: +1'],
  ['Transfer-Encoding: gzip'],
  [`X-Long: ${'a'.repeat(9000)}`],
  [`X-Longest: ${'a'.repeat(20_000)}`],
]

const bodies = ['', '', '{"a":1}', '\xff', 'x'.repeat(3000), 'y'.repeat(70_000)]

interface Parts {
  readonly method: string
  readonly target: string
  readonly version: string
  readonly host: readonly string[]
  readonly more: readonly (readonly string[])[]
  readonly body: string
  readonly framing: 'length' | 'chunked' | 'padded' | 'twice'
  readonly end: string
}

function toShot({ method, target, version, host, more, body, framing, end }: Parts) {
  const length = body.length
  const sizes = {
    length: length === 0 && method === 'GET' ? [] : [`Content-Length: ${length}`],
    chunked: ['Transfer-Encoding: chunked'],
    padded: [`content-length: 000${length}`],
    twice: [`Content-Length: ${length}`, `Content-Length: ${length}`],
  }[framing]
  const head = [`${method} ${target} ${version}`, ...host, ...more.flat(), ...sizes].join(end)
  const chunks = `${length.toString(16)}\r\n${body}\r\n${length === 0 ? '' : '0\r\n\r\n'}`
  const bytes = Buffer.from(`${head}${end}${end}${framing === 'chunked' ? chunks : body}`, 'latin1')
  return { method, bytes, [fc.toStringMethod]: () => JSON.stringify(`${head.slice(0, 300)} + ${length}`) }
}

const usual = {
  target: fc.constantFrom(...targets, ...Array(30).fill('/echo')),
  body: fc.constantFrom(...bodies),
  version: fc.constant('HTTP/1.1'),
  host: fc.constant(['Host: 127.0.0.1:4010']),
  more: fc.constant([]),
  framing: fc.constant('length' as const),
  end: fc.constant('\r\n'),
}

/** A request that may be malformed: Node then ends the connection, also if an answer is still being created. */
const shot = fc
  .record<Parts>({
    ...usual,
    method: often('POST', 'GET', 'GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PURGE'),
    version: often('HTTP/1.1', 'HTTP/1.0'),
    host: often(['Host: 127.0.0.1:4010'], ['HOST: a.test'], [], ['Host: A.test'], ['Host: a', 'Host: b']),
    more: fc.oneof(
      { weight: 4, arbitrary: fc.subarray(lines.slice(0, 6), { maxLength: 2 }) },
      fc.subarray(lines, { maxLength: 2 }),
    ),
    framing: often<Parts['framing']>('length', 'chunked', 'padded', 'twice'),
    end: often('\r\n', '\n'),
  })
  .map(toShot)

/** Requests that are well-formed, and do not end the connection. */
const tameShot = fc
  .record<Parts>({
    ...usual,
    target: usual.target.filter((target) => !/cut|closing|bytes|"|\*|\xe9/.test(target)),
    method: often('POST', 'GET', 'DELETE', 'HEAD'),
    framing: often<Parts['framing']>('length', 'chunked'),
  })
  .map(toShot)

/** How requests are sent: together with the next, or in pieces. */
const conversation = fc.array(
  fc.record({
    shots: fc.oneof(fc.tuple(shot), fc.tuple(shot), fc.tuple(shot), fc.tuple(shot), fc.tuple(tameShot, tameShot)),
    cuts: fc.oneof(
      often([], [0.99]),
      fc.array(
        fc.nat({ max: 100 }).map((percent) => percent / 100),
        { maxLength: 2 },
      ),
    ),
  }),
  { minLength: 1, maxLength: 6 },
)

test('whatever comes on a connection is answered as by a server of Node, byte by byte', async () => {
  const [ours, theirs] = [await open(), await open({ isPlain: false })]
  await fc.assert(
    fc.asyncProperty(conversation, async (rounds) => {
      const [told, expected] = await Promise.all([talk(ours.port, rounds), talk(theirs.port, rounds)])
      expect(told).toEqual(expected)
    }),
    { seed: 20261130, numRuns: 1000 },
  )
  // Both ways must have been taken often, or the test proves little.
  expect(ours.counts.plain).toBeGreaterThan(300)
  expect(ours.counts.node).toBeGreaterThan(300)
  expect(theirs.counts.plain).toBe(0)
})

const asked = 'POST /echo HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\n'

test('a connection that is idle for too long is closed', async () => {
  const { port, plain } = await open({ idleMs: 5000 })
  const { socket, told, closed } = await connectTo(port)
  socket.write(`${asked}first`)
  await told('first')
  for (let look = 0; look < 6; look++) plain.look()
  socket.write(`${asked}again`)
  await told('again')
  for (let look = 0; look < 7; look++) plain.look()
  await closed
})

/** Asks for a long answer, and reads only its beginning. */
async function beginToRead(port: number) {
  const socket = connect({ port, host: '127.0.0.1' })
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => {})
  socket.write('GET /huge HTTP/1.1\r\nHost: a.test\r\n\r\n')
  const [first] = (await once(socket, 'data')) as [Buffer]
  socket.pause()
  /** Sends the last request, and reads to the end. @returns how many bytes have come in all */
  const readOn = async () => {
    socket.write('GET /closing HTTP/1.1\r\nHost: a.test\r\n\r\n')
    let { length } = first
    for await (const bytes of socket as AsyncIterable<Buffer>) length += bytes.length
    return length
  }
  return readOn
}

test('a connection is not idle while its client takes a long answer', async () => {
  const { port, plain } = await open({ idleMs: 5000 })
  const readOn = await beginToRead(port)
  for (let look = 0; look < 20; look++) plain.look()
  plain.closeIdle()
  expect(await readOn()).toBeGreaterThan(hugeLength)
})

test('a client that asks again before it takes its answer is left to Node, which limits how much waits for it', async () => {
  const { port, counts } = await open()
  const readOn = await beginToRead(port)
  await readOn()
  expect(counts).toEqual({ plain: 1, node: 1 })
})

test('waiting for the rest of a request, and for a first one, is left to Node', async () => {
  const { port, plain, counts } = await open()
  const slow = await connectTo(port)
  const silent = await connectTo(port)
  slow.socket.write(`${asked}firs`)
  // Both are with the server when a third connection was answered.
  const third = await connectTo(port)
  third.socket.write(`${asked}third`)
  await third.told('third')
  plain.look()
  plain.look()
  slow.socket.write('t')
  await slow.told('first')
  silent.socket.write(`${asked}hello`)
  await silent.told('hello')
  expect(counts).toEqual({ plain: 1, node: 2 })
})

test('a server that closes closes idle connections at once, and others when they are answered', async () => {
  const { port, plain } = await open()
  const idle = await connectTo(port)
  idle.socket.write(`${asked}first`)
  await idle.told('first')
  const half = await connectTo(port)
  half.socket.write(`${asked}hal`)
  const third = await connectTo(port)
  third.socket.write(`${asked}third`)
  await third.told('third')
  third.socket.write(`${asked}again`)
  await third.told('again')
  plain.closeIdle()
  await Promise.all([idle.closed, third.closed])
  half.socket.write('f!')
  await half.told('half!')
  plain.closeIdle()
  await half.closed
})

test('a server that closes waits for a connection that was handed to Node', async () => {
  let goOn = () => {}
  const answered = new Promise<void>((resolve) => {
    goOn = resolve
  })
  let come = () => {}
  const came = new Promise<void>((resolve) => {
    come = resolve
  })
  const { port, close } = await startServer({
    port: 0,
    host: '127.0.0.1',
    answer: async () => {
      come()
      await answered
      return { status: 200, headers: {}, body: 'late' }
    },
    answerUnreadable: failed,
    onBug: () => {},
  })
  const client = await connectTo(port)
  client.socket.write('PURGE /echo HTTP/1.1\r\nHost: a.test\r\n\r\n')
  await came
  const closed = close()
  goOn()
  await client.told('late')
  await Promise.all([client.closed, closed])
})

test('a client that leaves aborts the signal of its call', async () => {
  const { port, callTo } = await open()
  const client = await connectTo(port)
  const called = callTo('/wait')
  client.socket.write('GET /wait HTTP/1.1\r\nHost: a.test\r\n\r\n')
  const call = await called
  expect(call).toBeInstanceOf(SocketCall)
  const aborted = new Promise<void>((resolve) => call.signal.addEventListener('abort', resolve))
  client.socket.destroy()
  await aborted
  expect(call.signal.aborted).toBe(true)
})

test('a client that leaves aborts the signal of its call, also if it has sent more meanwhile', async () => {
  const { port, callTo } = await open()
  const client = await connectTo(port)
  const called = callTo('/wait')
  client.socket.write('GET /wait HTTP/1.1\r\nHost: a.test\r\n\r\n')
  const call = await called
  const aborted = new Promise<void>((resolve) => call.signal.addEventListener('abort', resolve))
  for (let piece = 0; piece < 5; piece++)
    await new Promise<void>((resolve) => client.socket.write(asked, () => setImmediate(resolve)))
  client.socket.destroy()
  await aborted
})

test('a client that ends its side in the middle of a request is told what Node tells it', async () => {
  const [ours, theirs] = [await open(), await open({ isPlain: false })]
  const told = async ({ port }: Opened) => {
    const { socket, closed, text } = await connectTo(port)
    socket.end(`${asked}hal`)
    await closed
    return text()
  }
  expect(await told(ours)).toBe(await told(theirs))
  expect(await told(ours)).toContain('400 Bad Request')
})

test.each(['HTTP/1.1', 'HTTP/1.0'])(
  'a client that ends its side with its request gets its answer (%s)',
  async (version) => {
    const { port } = await open()
    const clients = await Promise.all(Array.from({ length: 20 }, () => connectTo(port)))
    // Some leave without a word at the same time, so that connections are being closed already.
    for (const [index, { socket }] of clients.entries())
      socket.end(index % 2 === 0 ? '' : `GET /echo ${version}\r\nHost: a.test\r\n\r\n`)
    await Promise.all(clients.map(({ closed }) => closed))
    const firstLines = clients.map(({ text }) => text().split('\r\n', 1)[0])
    expect(firstLines).toEqual(clients.map((_, index) => (index % 2 === 0 ? '' : 'HTTP/1.1 200 OK')))
  },
)

test('the texts of statuses are those of Node', () => {
  const written = Object.entries(STATUS_CODES).flatMap(([status, text]) => {
    const body = status === '204' || status === '304' ? null : ''
    const answer = writePlainAnswer({ status: Number(status), headers: {}, body }, '')
    if (answer !== undefined) expect(answer.text).toMatch(new RegExp(`^HTTP/1.1 ${status} ${text}\r\n`))
    return answer === undefined ? [] : [status]
  })
  expect(written).toContain('422')
})
