import { rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Side } from '../wire/secret-names.js'
import { finish, type Steps } from '../wire/steps.js'
import { findHeader, type RecordedAnswer, type RecordedBody, type RecordedExchange } from './exchange.js'
import type { Redactor } from './redactor.js'

/** The part of HAR 1.2 that is written here (http://www.softwareishard.com/blog/har-12-spec/). */
export interface Har {
  readonly log: {
    readonly version: '1.2'
    readonly creator: { readonly name: string; readonly version: string }
    readonly comment?: string
    readonly entries: readonly HarEntry[]
    /** The values of variables that the entries were recorded with. */
    readonly _variables?: Readonly<Record<string, string>>
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
  /** The operationId, if there is one. */
  readonly _operation?: string
  /** The number of differences from the emulator's answer. */
  readonly _drift?: number
  /** The number of values that were removed because they look like credentials, not because they are known to be some. */
  readonly _removedByShape?: number
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

export interface HarOptions {
  readonly redactor: Redactor
  /** The version of the emulator. */
  readonly version: string
  readonly comment?: string
  readonly variables?: Readonly<Record<string, string>>
}

/** Exchanges as one HAR file, without secrets. */
export function toHar(exchanges: readonly RecordedExchange[], options: HarOptions): Har {
  return finish(toHarInSteps(exchanges, options))
}

/** Like `toHar`, with breaks. */
export function* toHarInSteps(exchanges: readonly RecordedExchange[], options: HarOptions): Steps<Har> {
  const { redactor, version, comment, variables } = options
  const entries: HarEntry[] = []
  for (const exchange of exchanges) entries.push(yield* toEntry(exchange, redactor))
  return {
    log: {
      version: '1.2',
      creator: { name: 'telnyx-verify-emulator', version },
      ...(comment !== undefined && { comment }),
      entries,
      ...(variables !== undefined && { _variables: variables }),
    },
  }
}

/** Writes a file under another name first, so that an interruption leaves no incomplete file. */
export async function writeHar(path: string, har: Har): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.draft`)
  await writeFile(draft, `${JSON.stringify(har, null, 2)}\n`)
  await rename(draft, path)
}

function* toEntry(exchange: RecordedExchange, redactor: Redactor): Steps<HarEntry> {
  const { startedAt, answer, comment, operation, drift } = exchange
  const [wait, receive] = [roundMs(exchange.waitMs), roundMs(exchange.receiveMs)]
  const removedBefore = redactor.removedByShape
  const entry: HarEntry = {
    startedDateTime: new Date(startedAt).toISOString(),
    time: roundMs(wait + receive),
    request: yield* toRequest(exchange, redactor),
    response: answer === null ? noResponse : yield* toResponse(answer, redactor),
    cache: {},
    timings: { blocked: -1, dns: -1, connect: -1, send: 0, wait, receive },
    ...(comment !== undefined && { comment: redactor.text(comment) }),
    ...(operation !== undefined && { _operation: operation }),
    ...(drift !== undefined && { _drift: drift }),
  }
  const removed = redactor.removedByShape - removedBefore
  return removed === 0 ? entry : { ...entry, _removedByShape: removed }
}

function* toRequest({ method, url, request }: RecordedExchange, redactor: Redactor): Steps<HarRequest> {
  const { httpVersion, headers, body } = request
  const redactedUrl = redactor.url(url)
  const query = [...new URLSearchParams(redactedUrl.split('?')[1] ?? '')]
  const { text = '', comment } = yield* toContent(body, redactor, 'request')
  const mimeType = redactor.text(findHeader(headers, 'content-type') ?? '')
  return {
    method,
    url: redactedUrl,
    httpVersion: `HTTP/${httpVersion}`,
    cookies: [],
    headers: redactor.headers(headers),
    queryString: query.map(([name, value]) => ({ name, value })),
    headersSize: -1,
    bodySize: body.size,
    ...(body.size > 0 && { postData: { mimeType, params: [], text, ...(comment !== undefined && { comment }) } }),
  }
}

function* toResponse(
  { status, reason, httpVersion, headers, body }: RecordedAnswer,
  redactor: Redactor,
): Steps<HarResponse> {
  return {
    status,
    statusText: redactor.text(reason),
    httpVersion: `HTTP/${httpVersion}`,
    cookies: [],
    headers: redactor.headers(headers),
    content: {
      mimeType: redactor.text(findHeader(headers, 'content-type') ?? ''),
      ...(yield* toContent(body, redactor, 'answer')),
    },
    redirectURL: redactor.text(findHeader(headers, 'location') ?? ''),
    headersSize: -1,
    bodySize: body.size,
  }
}

/** As browsers write a request without an answer. */
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

function* toContent(
  { size, text, leftOut }: RecordedBody,
  redactor: Redactor,
  side: Side,
): Steps<Omit<HarResponse['content'], 'mimeType'>> {
  if (leftOut !== undefined) return { size, comment: `Left out: ${leftOut}.` }
  if (text === undefined) return { size }
  return { size: Buffer.byteLength(text), text: yield* redactor.bodyInSteps(text, side) }
}

const roundMs = (ms: number) => Math.round(ms * 1000) / 1000
