import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Incoming, Relayed } from './exchange.js'
import { toPairs } from './headers.js'
import type { ConnectionEnds } from './own-machine.js'
import { isEmulated } from './request-target.js'

export interface ListenerParts {
  readonly relay: (incoming: Incoming) => Promise<Relayed>
  /** Whether a request comes from this machine to the emulator's own host, and not from a web page elsewhere. */
  readonly isTrusted: (header: (name: string) => string | undefined, ends: ConnectionEnds) => boolean
  /** Called for unexpected errors. */
  readonly onBug: (error: unknown) => void
}

/**
 * Takes over requests for the emulated API from a server. The listener returns whether it has taken over a request.
 */
export function createListener(parts: ListenerParts): (incoming: IncomingMessage, outgoing: ServerResponse) => boolean {
  return (incoming, outgoing) => {
    const [, authority, target = ''] = /^(?:[a-z][a-z\d+.-]*:\/\/([^/?#]*))?(.*)$/is.exec(incoming.url ?? '') ?? []
    if (!isEmulated(target)) return false
    answerRequest({ target, authority }, incoming, outgoing, parts).catch((error: unknown) => {
      outgoing.destroy()
      parts.onBug(error)
    })
    return true
  }
}

async function answerRequest(
  { target, authority }: { target: string; authority: string | undefined },
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  parts: ListenerParts,
): Promise<void> {
  const gone = new AbortController()
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) gone.abort()
  })
  incoming.on('error', () => {}) // `close` reports a client that disconnects
  const { method = 'GET', rawHeaders, httpVersion, headers } = incoming
  // The authority of an absolute target replaces the Host (RFC 9112, 3.2.2).
  const readHeader = (name: string) => (name === 'host' ? authority : undefined) ?? headers[name]?.toString()
  const isTrusted = parts.isTrusted(readHeader, incoming.socket)
  const { signal } = gone
  const relayed = await parts.relay({
    method,
    target,
    headers: rawHeaders,
    httpVersion,
    body: incoming,
    isTrusted,
    signal,
  })
  if (outgoing.destroyed) {
    await discardAnswer(relayed)
    return
  }
  outgoing.sendDate = false
  outgoing.writeHead(relayed.status, relayed.reason, [...relayed.headers])
  await sendAnswer(relayed, outgoing)
  // The rest of the request must be read, or the connection cannot be reused.
  if (incoming.complete) return
  incoming.unpipe()
  incoming.resume()
}

/** Ends an answer that no client is waiting for, so that the exchange ends too. */
async function discardAnswer({ body }: Relayed): Promise<void> {
  try {
    for await (const _ of body) break
  } catch {
    // Its failure no longer matters.
  }
}

async function sendAnswer({ isWhole, body, trailers }: Relayed, outgoing: ServerResponse): Promise<void> {
  // Sends the head at once. flushHeaders would encode it as UTF-8; before bytes it stays Latin-1.
  if (!isWhole) outgoing.write(Buffer.alloc(0))
  try {
    for await (const chunk of body) {
      if (outgoing.destroyed) return
      if (!outgoing.write(chunk)) await drained(outgoing)
    }
  } catch {
    await breakOff(outgoing)
    return
  }
  const lines = toPairs(trailers())
  if (lines.length > 0) outgoing.addTrailers(lines)
  outgoing.end()
}

/** Sends what has been received, then ends the connection as the upstream did. */
async function breakOff(outgoing: ServerResponse): Promise<void> {
  const { socket } = outgoing
  if (socket === null) outgoing.destroy()
  if (outgoing.destroyed || socket === null) return
  await new Promise<void>((resolve) => {
    outgoing.once('close', resolve)
    socket.write('', () => resolve())
  })
  socket.destroySoon()
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      outgoing.off('drain', go)
      outgoing.off('close', go)
      resolve()
    }
    outgoing.on('drain', go)
    outgoing.on('close', go)
  })
}
