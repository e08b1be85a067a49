import type { Answer, toWholeAnswer } from '../http/answer.js'
import type { Call } from '../http/call.js'
import { MadeCall } from '../http/made-call.js'
import { bodyTextOf, type RunRequest } from './run-file.js'

/** An answer whose body has come. */
export type WholeAnswer = Awaited<ReturnType<typeof toWholeAnswer>>

/** Headers that can change a response or the journal. */
const telling = [
  'accept',
  'content-encoding',
  'content-type',
  'if-none-match',
  'traceparent',
  'tracestate',
  'user-agent',
  'x-emulator-outcome',
  'x-stainless-retry-count',
]

/** A request whose body has arrived. */
export interface ReadRequest {
  /** The same request, to be answered. */
  readonly call: Call
  readonly text: string
  /** The headers to record. @param standInFor what to write in place of an API key */
  readonly headers: (standInFor: (key: string) => string) => Record<string, string>
}

/** Reads the whole body of a request; undefined if the connection broke. */
export async function readRequest(call: Call): Promise<ReadRequest | undefined> {
  const { method, url } = call
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const pieces: Uint8Array[] = []
  try {
    if (hasBody) for await (const piece of call.readPieces()) pieces.push(piece)
  } catch {
    return undefined
  }
  const body = Buffer.concat(pieces)
  const headers = headersOf(call)
  return {
    call: hasBody ? new MadeCall({ method, url, headers, body, signal: call.signal }) : call,
    text: body.toString('utf8'),
    headers: (standInFor) => {
      const picked = telling.flatMap((name) => {
        const value = call.header(name)
        return value === undefined ? [] : [[name, value] as const]
      })
      const authorization = call.header('authorization')
      const shown = authorization === undefined ? {} : { authorization: replaceKey(authorization, standInFor) }
      return { ...shown, ...Object.fromEntries(picked) }
    },
  }
}

/** The headers of a call, each with all its values. */
function headersOf(call: Call): Record<string, string> {
  const headers: Record<string, string> = Object.create(null)
  for (const [name] of call.headers()) headers[name] ??= call.header(name) ?? ''
  return headers
}

/** Replaces the key in an Authorization header, but for that of a sandbox, which only names it. */
function replaceKey(header: string, standInFor: (key: string) => string): string {
  const [, scheme = '', key = ''] = /^\s*(\S*)\s*(.*?)\s*$/s.exec(header) ?? []
  if (/^sandbox_[\w.-]{1,100}$/.test(key)) return `${scheme} ${key}`
  if (/^(bearer|basic|token)$/i.test(scheme)) return `${scheme} ${key === '' ? '' : standInFor(key)}`.trim()
  return header.trim() === '' ? '' : standInFor(header.trim())
}

/** A recorded request, to be carried out without the command. */
export function toCall({ method, path, headers, ...step }: RunRequest): Call {
  return new MadeCall({ method, url: `http://127.0.0.1${path}`, headers, body: bodyTextOf(step) })
}

/**
 * The recorded answer to a request that was kept away from the control API, by its token or the guard. A run has neither
 * the token nor the headers that the guard looks at, so the request would be carried out now.
 *
 * @returns undefined for any other request
 */
export function refusalOf({ path, answer, request_id }: RunRequest): Answer | undefined {
  if (answer === undefined || !path.startsWith('/_emulator') || ![401, 403].includes(answer.status)) return undefined
  const headers = { 'content-type': 'application/json; charset=utf-8', 'x-request-id': request_id, ...answer.headers }
  return { status: answer.status, headers, body: bodyTextOf(answer) }
}
