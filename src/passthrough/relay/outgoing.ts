import { replaceSandboxKey } from './api-key.js'
import type { Incoming } from './exchange.js'
import { endToEnd, findValue, findValues, type RawHeaders, toPairs, without } from './headers.js'
import { type RequestTarget, readRequestTarget } from './request-target.js'

/** A request as it goes out. It is built anew from the parts that were read; the guardrails judge it, nothing else is sent. */
export interface OutgoingRequest {
  readonly method: string
  readonly asked: RequestTarget
  /** Path and query below the base URL. */
  readonly target: string
  /** All lines, with `Host` and the framing. */
  readonly headers: RawHeaders
  readonly framing: Framing
}

/** How a body is framed. `none`: there is no body, so nothing of the incoming stream may be sent. */
export type Framing = 'none' | 'length' | 'chunked'

export interface OutgoingParts {
  /** The host of the upstream. */
  readonly host: string
  /** Replaces the key of a sandbox; undefined to send the client's own. */
  readonly key: string | undefined
}

/** Builds the request for the upstream. */
export function buildOutgoing(incoming: Incoming, { host, key }: OutgoingParts): OutgoingRequest {
  // Node's client writes the method in capitals, so those are judged.
  const asked = readRequestTarget(incoming.method.toUpperCase(), incoming.target)
  const framing = readFraming(incoming.headers)
  const own = key === undefined ? incoming.headers : replaceSandboxKey(incoming.headers, key)
  const lines = without(endToEnd(own), ['host', ...(framing === 'length' ? [] : ['content-length'])])
  return {
    method: asked.method,
    asked,
    target: asked.path + asked.query,
    headers: ['Host', host, ...withoutRepeatedLength(lines), ...framingLines(asked.method, framing)],
    framing,
  }
}

/** The request without a body, after its body turned out to be empty. */
export function withoutBody(outgoing: OutgoingRequest): OutgoingRequest {
  const headers = without(outgoing.headers, ['transfer-encoding', 'content-length'])
  return { ...outgoing, framing: 'none', headers: [...headers, ...framingLines(outgoing.method, 'none')] }
}

/** The framing that Node's parser used to read the body: `Transfer-Encoding` overrides `Content-Length` (RFC 9112, 6.3). */
function readFraming(headers: RawHeaders): Framing {
  if (findValue(headers, 'transfer-encoding') !== undefined) return 'chunked'
  const [length] = findValues(headers, 'content-length')
  return length !== undefined && /^\d+$/.test(length.trim()) ? 'length' : 'none'
}

/** The parser refuses lengths that differ, so the first counts. */
function withoutRepeatedLength(lines: RawHeaders): string[] {
  let hasLength = false
  return toPairs(lines).flatMap(([name, value]) => {
    if (name.toLowerCase() !== 'content-length') return [name, value]
    if (hasLength) return []
    hasLength = true
    return [name, value.trim()]
  })
}

const mayLackBody = ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']

function framingLines(method: string, framing: Framing): string[] {
  if (framing === 'chunked') return ['Transfer-Encoding', 'chunked']
  return framing === 'length' || mayLackBody.includes(method) ? [] : ['Content-Length', '0']
}
