import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Incoming, Relayed } from './exchange.js'
import { toPairs } from './headers.js'
import { isEmulated } from './request-target.js'

export interface ListenerParts {
  readonly relay: (incoming: Incoming) => Promise<Relayed>
  /** Whether a request comes from where the emulator is known to be, and not from a page elsewhere. */
  readonly isTrusted: (header: (name: string) => string | undefined) => boolean
  /** Hears of what nobody foresaw. */
  readonly onBug: (error: unknown) => void
}

/**
 * Takes the requests of the emulated API off a server.
 *
 * @returns whether it has taken it
 */
export function createListener(parts: ListenerParts): (incoming: IncomingMessage, outgoing: ServerResponse) => boolean {
  return (incoming, outgoing) => {
    const target = (incoming.url ?? '').replace(/^https?:\/\/[^/?]*/i, '')
    if (!isEmulated(target)) return false
    answer(target, incoming, outgoing, parts).catch((error: unknown) => {
      outgoing.destroy()
      parts.onBug(error)
    })
    return true
  }
}

async function answer(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  parts: ListenerParts,
): Promise<void> {
  const gone = new AbortController()
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) gone.abort()
  })
  incoming.on('error', () => {}) // a client that goes is told by `close`
  const { method = 'GET', rawHeaders, httpVersion, headers } = incoming
  const isTrusted = parts.isTrusted((name) => headers[name]?.toString())
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
    await drop(relayed)
    return
  }
  outgoing.sendDate = false
  outgoing.writeHead(relayed.status, relayed.reason, [...relayed.headers])
  await send(relayed, outgoing)
  // Whatever of the request was not wanted must be read, or the connection could not be used again.
  if (incoming.complete) return
  incoming.unpipe()
  incoming.resume()
}

/** Nobody wants it any more; whoever watches it learns that. */
async function drop({ body }: Relayed): Promise<void> {
  try {
    for await (const _ of body) break
  } catch {
    // That it broke off as well is of no interest.
  }
}

async function send({ isWhole, body, trailers }: Relayed, outgoing: ServerResponse): Promise<void> {
  // The head goes out at once. flushHeaders would write it as UTF-8; in front of bytes it stays the Latin-1 that it was.
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

/** What has come so far goes out, and then the connection ends as the upstream's did. */
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
