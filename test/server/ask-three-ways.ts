import { connect } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Emulator } from '../../src/index.js'
import { areAnswered } from './talk.js'

/** A request, byte by byte. */
export interface Asked {
  readonly method: string
  readonly target: string
  /** Names in any case; some are sent twice. */
  readonly headers: readonly [name: string, value: string][]
  readonly body: Buffer
  /** The chunks that the body is sent in; 0 for a body with a Content-Length. */
  readonly pieces: number
}

/** What a client sees of an answer. */
export interface Told {
  /** `broken` if the connection broke, `left` if the client gave up. */
  readonly status: number | 'broken' | 'left'
  readonly headers: Readonly<Record<string, string>>
  /** As far as it came. */
  readonly body: string
  readonly isCut: boolean
}

/** Asks, and leaves if the request hangs. */
type Ask = (asked: Asked, hangs: () => Promise<boolean>) => Promise<Told>

const broken: Told = { status: 'broken', headers: {}, body: '', isCut: true }
const left: Told = { ...broken, status: 'left' }

/** Headers of the connection, which only one side has. */
const ofConnection = ['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding']

/** The headers of an answer, of its ID only whether there is one. */
const withoutConnection = (headers: Iterable<readonly [string, string]>) =>
  Object.fromEntries(
    [...headers]
      .filter(([name]) => !ofConnection.includes(name))
      .map(([name, value]) => [name, name === 'x-request-id' ? 'id' : value]),
  )

/** Looks until it is true, or the answer is there. */
async function waitFor(hangs: () => Promise<boolean>, isOver: () => boolean): Promise<boolean> {
  while (!isOver()) {
    if (await hangs()) return true
    await new Promise((resolve) => setImmediate(resolve))
  }
  return false
}

/** A body in chunks ends the connection, so that both ways of the server are asked. */
function toBytes({ method, target, headers, body, pieces }: Asked, port: number): Buffer {
  const isPlain = pieces === 0
  const framing =
    body.length === 0 ? [] : pieces === 0 ? [`Content-Length: ${body.length}`] : ['Transfer-Encoding: chunked']
  const lines = [
    `${method} ${target} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    ...(isPlain ? [] : ['Connection: close']),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...framing,
  ]
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  if (body.length === 0 || pieces === 0) return Buffer.concat([head, body])
  const size = Math.ceil(body.length / pieces)
  const chunks = Array.from({ length: Math.ceil(body.length / size) }, (_, index) => {
    const piece = body.subarray(index * size, (index + 1) * size)
    return Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')])
  })
  return Buffer.concat([head, ...chunks, Buffer.from('0\r\n\r\n')])
}

/** Asks over a connection of its own. */
export function askOverSocket(port: number): Ask {
  return async (asked, hangs) => {
    let bytes = Buffer.alloc(0)
    let isOver = false
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.write(toBytes(asked, port)))
    onTestFinished(() => void socket.destroy())
    const closed = new Promise<void>((resolve) => {
      socket.on('data', (data) => {
        bytes = Buffer.concat([bytes, data])
        if (areAnswered(bytes.toString('latin1'), [asked.method])) socket.end()
      })
      socket.on('end', () => socket.end())
      socket.on('error', () => {}) // a reset, which is followed by `close`
      socket.on('close', () => {
        isOver = true
        resolve()
      })
    })
    if (await waitFor(hangs, () => isOver)) {
      socket.destroy()
      return left
    }
    await closed
    return parseAnswer(bytes, asked.method)
  }
}

function parseAnswer(bytes: Buffer, method: string): Told {
  const text = bytes.toString('latin1').replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '')
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return broken
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const all = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.replace(/^[^:]*: /, '')]),
  )
  const rest = text.slice(end + 4)
  const body = Buffer.from(all.get('transfer-encoding') === 'chunked' ? joinChunks(rest) : rest, 'latin1')
  const announced = Number(all.get('content-length') ?? body.length)
  return {
    status: Number(first.split(' ')[1]),
    headers: withoutConnection(all),
    body: body.toString('utf8'),
    isCut: method !== 'HEAD' && body.length < announced,
  }
}

function joinChunks(text: string): string {
  const size = Number.parseInt(text, 16)
  const begin = text.indexOf('\r\n') + 2
  return size > 0 ? text.slice(begin, begin + size) + joinChunks(text.slice(begin + size + 2)) : ''
}

/** The values of each header, joined as they are joined over a socket. */
function toHeaders(asked: Asked, port: number): Headers {
  const headers = new Headers({ host: `127.0.0.1:${port}` })
  for (const [name, value] of asked.headers) headers.append(name, value)
  return headers
}

/** Asks through `fetch` with a Request. */
export function fetchAsked(fetch: Emulator['fetch'], port: number): Ask {
  return (asked, hangs) =>
    readAnswer(hangs, (signal) => {
      const { method, body } = asked
      const url = `http://127.0.0.1:${port}${asked.target}`
      const init: RequestInit = {
        method: method === 'TRACE' ? 'POST' : method,
        headers: toHeaders(asked, port),
        signal,
      }
      if (body.length > 0) init.body = new Uint8Array(body)
      const request = new Request(url, init)
      // A Request refuses TRACE, which a socket does not.
      if (method === 'TRACE') Object.defineProperty(request, 'method', { value: method })
      return fetch(request)
    })
}

/** Asks through `fetch` with a URL, an object and a text, where they can say the same. */
export function fetchPlainly(fetch: Emulator['fetch'], port: number): Ask {
  const asRequest = fetchAsked(fetch, port)
  return (asked, hangs) => {
    const { method, target, body } = asked
    const isText = Buffer.from(body.toString('utf8')).equals(body)
    const headers = toHeaders(asked, port)
    const getsType = body.length > 0 && !headers.has('content-type') // `fetch` adds one to a text
    if (!isText || getsType || method === 'TRACE') return asRequest(asked, hangs)
    return readAnswer(hangs, (signal) => {
      const init: RequestInit = { method, headers: Object.fromEntries(headers), signal }
      if (body.length > 0) init.body = body.toString('utf8')
      return fetch(`http://127.0.0.1:${port}${target}`, init)
    })
  }
}

async function readAnswer(
  hangs: () => Promise<boolean>,
  ask: (signal: AbortSignal) => Promise<Response>,
): Promise<Told> {
  const leave = new AbortController()
  let isOver = false
  const answering = ask(leave.signal).finally(() => {
    isOver = true
  })
  answering.catch(() => {})
  if (await waitFor(hangs, () => isOver)) {
    leave.abort()
    await answering.catch(() => {})
    return left
  }
  try {
    const response = await answering
    const { status, headers } = response
    const told = { status, headers: withoutConnection(headers) }
    let body = ''
    const decoder = new TextDecoder()
    try {
      for await (const piece of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>)
        body += decoder.decode(piece, { stream: true })
    } catch {
      return { ...told, body, isCut: true }
    }
    return { ...told, body, isCut: false }
  } catch (error) {
    if ((error as Error).message !== 'fetch failed') throw error
    return broken
  }
}
