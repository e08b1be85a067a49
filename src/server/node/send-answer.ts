import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setImmediate, setTimeout } from 'node:timers'
import { type Answer, type AnswerStream, type ConnectionFault, isStream, toWholeAnswer } from '../../http/answer.js'

/** Sends an answer, or breaks the connection if its fault asks for it. */
export async function sendAnswer(answer: Answer, outgoing: ServerResponse): Promise<void> {
  const { status, headers, body, connectionFault } = answer
  if (connectionFault !== undefined) return sendBroken(answer, connectionFault, outgoing)
  if (isStream(body)) {
    outgoing.writeHead(status, headers)
    return sendStream(body, outgoing)
  }
  writeHead(outgoing, answer, body)
  if (body === null) outgoing.end()
  else outgoing.end(body)
}

/** What Node does not document: the length of the body, which it sends last of all headers. */
type Lengthy = ServerResponse & { _contentLength?: number | null }

function writeHead(outgoing: ServerResponse, { status, headers }: Answer, body: string | Uint8Array | null): void {
  if (body === null || 'content-length' in headers) {
    outgoing.writeHead(status, headers)
    return
  }
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length
  if ((outgoing as Lengthy)._contentLength === null) {
    ;(outgoing as Lengthy)._contentLength = length
    outgoing.writeHead(status, headers)
  } else outgoing.writeHead(status, { ...headers, 'content-length': length })
}

/** Sends a body while it is created, as fast as the client takes it. */
async function sendStream(stream: AnswerStream, outgoing: ServerResponse): Promise<void> {
  let goOn = () => {}
  const onClose = () => {
    if (!outgoing.writableFinished) stream.cancel()
    goOn()
  }
  if (outgoing.destroyed) return stream.cancel()
  outgoing.once('close', onClose)
  outgoing.on('drain', () => goOn())
  outgoing.flushHeaders()
  for (;;) {
    const piece = await stream.read()
    if (outgoing.destroyed) return
    if (piece === undefined) break
    if (outgoing.write(piece)) continue
    await new Promise<void>((resolve) => {
      goOn = resolve
    })
  }
  outgoing.end()
}

/** The pause before a reset. Without it, many clients see a normal end or lose the data sent before. Milliseconds. */
const readingMs = 20

/** Announces the length of the complete body, so that the client notices the missing part. */
async function sendBroken(answer: Answer, { at, by }: ConnectionFault, outgoing: ServerResponse): Promise<void> {
  const socket = outgoing.socket ?? (await socketOf(outgoing))
  if (at === 'before') {
    // With TLS, the end of the handshake was sent before.
    if (isEncrypted(socket)) await giveTimeToRead()
    reset(socket)
    return
  }
  const { body, status, headers: own } = await toWholeAnswer(answer)
  const bytes = Buffer.from(body ?? '')
  const headers = { ...own, ...(body !== null && { 'content-length': bytes.length }) }
  // After a complete answer, a client could reuse the connection and run into the reset.
  outgoing.writeHead(status, at === 'after' ? { ...headers, connection: 'close' } : headers)
  const sent = at === 'during' ? bytes.subarray(0, bytes.length >> 1) : bytes
  if (body === null) outgoing.flushHeaders()
  else await new Promise<void>((resolve) => outgoing.write(sent, () => resolve()))
  if (by === 'end') {
    socket?.destroySoon()
    return
  }
  await giveTimeToRead()
  reset(socket)
}

/**
 * The connection of an answer to a request that came together with others: it has none before their answers were sent. The
 * client then gets time to read those.
 *
 * @returns null if the connection has closed
 */
async function socketOf(outgoing: ServerResponse): Promise<Socket | null> {
  await new Promise((resolve) => outgoing.once('socket', resolve).once('close', resolve))
  await giveTimeToRead()
  return outgoing.socket
}

/** The immediate runs after socket reads, so a client in this process has read the data even if the timer is late. */
const giveTimeToRead = () => new Promise<void>((resolve) => setTimeout(() => setImmediate(resolve), readingMs))

const isEncrypted = (socket: Socket | null) => socket !== null && 'encrypted' in socket

/** The members of a socket that Node does not document. */
type Internals = Socket & { readonly _parent?: Socket | null; resetAndClosing?: boolean }

/**
 * Resets a connection; of one with TLS the connection below, which Node keeps as its parent. Not by `resetAndDestroy`,
 * which ends the connection in order first: a client in another process may see that end before the reset.
 */
function reset(socket: Socket | null): void {
  const below = ((socket as Internals | null)?._parent ?? socket) as Internals | null
  if (below === null) return
  below.resetAndClosing = true
  below.destroy()
}
