import { Readable } from 'node:stream'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { Incoming, Relayed } from './exchange.js'
import { findValue, toPairs, without } from './headers.js'

/**
 * Relays a request made in this process. Anything that `fetch` changes anyway (spelling of header names, content
 * codings) is not preserved.
 */
export async function relayFetch(request: Request, relay: (incoming: Incoming) => Promise<Relayed>): Promise<Response> {
  const { pathname, search } = new URL(request.url)
  const body = Buffer.from(await request.arrayBuffer())
  // What a caller has written about the framing need not be true of the body.
  const headers = without([...request.headers].flat(), ['content-length', 'transfer-encoding'])
  if (body.length > 0) headers.push('content-length', String(body.length))
  const relayed = await relay({
    method: request.method,
    target: pathname + search,
    headers,
    httpVersion: '1.1',
    body: Readable.from(body.length > 0 ? [body] : []),
    isTrusted: true,
    signal: request.signal,
  })
  return toResponse(relayed, request.method)
}

async function toResponse(relayed: Relayed, method: string): Promise<Response> {
  const { status, reason, headers } = relayed
  const init = { status, statusText: reason, headers: toPairs(headers) }
  if (method === 'HEAD' || [204, 205, 304].includes(status)) {
    for await (const _ of relayed.body); // ends the exchange
    return new Response(null, init)
  }
  const body = Readable.from(relayed.body, { objectMode: false })
  const decoded = decodeStream(findValue(headers, 'content-encoding')?.trim().toLowerCase(), body)
  return new Response(Readable.toWeb(decoded) as NodeReadableStream as unknown as ReadableStream, init)
}

/** Decodes a body, as `fetch` does. */
function decodeStream(coding: string | undefined, body: Readable): Readable {
  const decoder =
    coding === 'gzip' || coding === 'x-gzip'
      ? createGunzip()
      : coding === 'br'
        ? createBrotliDecompress()
        : coding === 'deflate'
          ? createInflate()
          : undefined
  if (decoder === undefined) return body
  body.on('error', (error) => decoder.destroy(error))
  return body.pipe(decoder)
}
