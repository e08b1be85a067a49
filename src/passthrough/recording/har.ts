import type { Tap } from '../relay/body-copy.js'
import { decode } from '../relay/decode-body.js'
import type { Exchange, UpstreamAnswer } from '../relay/exchange.js'
import { findValue, type RawHeaders } from '../relay/headers.js'
import type { Redactor } from './redactor.js'

/** As much of HAR 1.2 as is written here (http://www.softwareishard.com/blog/har-12-spec/). */
export interface Har {
  readonly log: {
    readonly version: '1.2'
    readonly creator: { readonly name: string; readonly version: string }
    readonly entries: readonly HarEntry[]
  }
}

export interface HarEntry {
  readonly startedDateTime: string
  readonly time: number
  readonly request: HarRequest
  readonly response: HarResponse
  readonly cache: Record<never, never>
  readonly timings: {
    readonly blocked: -1
    readonly dns: -1
    readonly connect: -1
    readonly send: 0
    readonly wait: number
    readonly receive: number
  }
  readonly comment?: string
  /** The operationId, where there is one. */
  readonly _operation?: string
  /** In how many things the emulator's answer differed. */
  readonly _drift?: number
}

interface HarMessage {
  readonly httpVersion: string
  readonly cookies: readonly never[]
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly headersSize: -1
  readonly bodySize: number
}

export interface HarRequest extends HarMessage {
  readonly method: string
  readonly url: string
  readonly queryString: readonly { readonly name: string; readonly value: string }[]
  readonly postData?: {
    readonly mimeType: string
    readonly params: readonly never[]
    readonly text: string
    readonly comment?: string
  }
}

export interface HarResponse extends HarMessage {
  readonly status: number
  readonly statusText: string
  readonly content: {
    readonly size: number
    readonly mimeType: string
    readonly text?: string
    readonly comment?: string
  }
  readonly redirectURL: string
}

/** An exchange as a file of its own, with nothing secret in it. */
export function toHar(exchange: Exchange, redactor: Redactor, version: string, drift: number | null): Har {
  return {
    log: {
      version: '1.2',
      creator: { name: 'telnyx-verify-emulator', version },
      entries: [toEntry(exchange, redactor, drift)],
    },
  }
}

function toEntry(exchange: Exchange, redactor: Redactor, drift: number | null): HarEntry {
  const { asked, startedAt, took, failure } = exchange
  const [wait, receive] = [toMs(took.waitMs), toMs(took.receiveMs)]
  return {
    startedDateTime: new Date(startedAt).toISOString(),
    time: toMs(wait + receive),
    request: toRequest(exchange, redactor),
    response: exchange.response === null ? noResponse : toResponse(exchange.response, redactor),
    cache: {},
    timings: { blocked: -1, dns: -1, connect: -1, send: 0, wait, receive },
    ...(failure !== null && { comment: redactor.text(failure) }),
    ...(asked.operation !== null && { _operation: asked.operation.id }),
    ...(drift !== null && { _drift: drift }),
  }
}

function toRequest({ asked, url, request }: Exchange, redactor: Redactor): HarRequest {
  const target = redactor.target(url)
  const query = [...new URLSearchParams(target.split('?')[1] ?? '')]
  const { text, comment } = toText(request.body, request.headers, redactor)
  const mimeType = redactor.text(findValue(request.headers, 'content-type') ?? '')
  return {
    method: asked.method,
    url: target,
    httpVersion: `HTTP/${request.httpVersion}`,
    cookies: [],
    headers: redactor.headers(request.headers),
    queryString: query.map(([name, value]) => ({ name, value })),
    headersSize: -1,
    bodySize: request.body.length,
    ...(request.body.length > 0 && { postData: { mimeType, params: [], text: text ?? '', ...comment } }),
  }
}

function toResponse({ status, reason, httpVersion, headers, body }: UpstreamAnswer, redactor: Redactor): HarResponse {
  const { text, size, comment } = toText(body, headers, redactor)
  return {
    status,
    statusText: redactor.text(reason),
    httpVersion: `HTTP/${httpVersion}`,
    cookies: [],
    headers: redactor.headers(headers),
    content: {
      size,
      mimeType: redactor.text(findValue(headers, 'content-type') ?? ''),
      ...(text !== undefined && { text }),
      ...comment,
    },
    redirectURL: redactor.text(findValue(headers, 'location') ?? ''),
    headersSize: -1,
    bodySize: body.length,
  }
}

/** As browsers write it where nothing came. */
const noResponse: HarResponse = {
  status: 0,
  statusText: '',
  httpVersion: '',
  cookies: [],
  headers: [],
  content: { size: 0, mimeType: '' },
  redirectURL: '',
  headersSize: -1,
  bodySize: -1,
}

interface Text {
  readonly text?: string
  readonly size: number
  readonly comment: { readonly comment?: string }
}

/** A body as text. What is none cannot be searched for secrets, so it is left out. */
function toText(tap: Tap, headers: RawHeaders, redactor: Redactor): Text {
  if (tap.length === 0) return { size: 0, comment: {} }
  const leaveOut = (why: string): Text => ({ size: tap.length, comment: { comment: `Left out: ${why}.` } })
  if (tap.bytes === null) return leaveOut('it is larger than 1 MiB')
  const bytes = decode(tap.bytes, headers)
  if (bytes === null) return leaveOut('its content coding cannot be undone')
  const text = readText(bytes)
  if (text === undefined) return leaveOut('it is no text in UTF-8')
  return { text: redactor.body(text), size: bytes.length, comment: {} }
}

function readText(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

const toMs = (ms: number) => Math.round(ms * 1000) / 1000
