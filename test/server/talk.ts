import { connect } from 'node:net'
import { setImmediate } from 'node:timers'

/** Requests that are sent together. */
export interface Round {
  readonly shots: readonly { readonly method: string; readonly bytes: Buffer }[]
  /** Where their bytes are cut into pieces that are sent one after the other; shares of the length. */
  readonly cuts: readonly number[]
}

/**
 * Sends requests over one connection, each round after the answers to the one before, and then ends its side.
 *
 * @returns everything that came, as Latin-1, but for dates
 */
export async function talk(port: number, rounds: readonly Round[]): Promise<string> {
  let text = ''
  let isClosed = false
  let wake = () => {}
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
  socket.setEncoding('latin1')
  socket.on('data', (more: string) => {
    text += more
    wake()
  })
  socket.on('end', () => socket.end())
  socket.on('error', () => {}) // what follows is `close`
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      isClosed = true
      wake()
      resolve()
    })
  })
  const methods: string[] = []
  for (const { shots, cuts } of rounds) {
    methods.push(...shots.map(({ method }) => method))
    await sendInPieces(socket, Buffer.concat(shots.map(({ bytes }) => bytes)), cuts)
    while (!isClosed && !areAnswered(text, methods))
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    if (isClosed) break
  }
  socket.end()
  await closed
  return text.replace(/\r\nDate: (?!Thu, 01 Jan 1970).*/g, '\r\nDate: now')
}

async function sendInPieces(socket: ReturnType<typeof connect>, bytes: Buffer, cuts: readonly number[]): Promise<void> {
  const places = [0, ...cuts.map((share) => Math.round(share * bytes.length)).sort((a, b) => a - b), bytes.length]
  for (const [index, place] of places.slice(1).entries()) {
    const piece = bytes.subarray(places[index], place)
    if (piece.length === 0 || socket.destroyed) continue
    await new Promise<void>((resolve) => socket.write(piece, () => setImmediate(resolve)))
  }
}

/** Whether the answers to requests of these methods have come as a whole. */
export function areAnswered(text: string, methods: readonly string[]): boolean {
  let rest = text
  for (const method of methods) {
    let head: string | undefined
    do {
      const end = rest.indexOf('\r\n\r\n')
      if (end < 0) return false
      head = rest.slice(0, end)
      rest = rest.slice(end + 4)
    } while (head.startsWith('HTTP/1.1 100 '))
    const length = lengthOfBody(head, rest, method)
    if (rest.length < length) return false
    rest = rest.slice(length)
  }
  return true
}

function lengthOfBody(head: string, rest: string, method: string): number {
  if (method === 'HEAD' || /^HTTP\/1\.1 (?:204|304) /.test(head)) return 0
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? []
  if (length !== undefined) return Number(length)
  if (!/\r\ntransfer-encoding: chunked/i.test(head)) return Number.POSITIVE_INFINITY // up to the end of the connection
  let at = 0
  for (;;) {
    const lineEnd = rest.indexOf('\r\n', at)
    if (lineEnd < 0) return Number.POSITIVE_INFINITY
    const size = Number.parseInt(rest.slice(at, lineEnd), 16)
    at = lineEnd + 2 + size + 2
    if (size === 0) return at
  }
}
