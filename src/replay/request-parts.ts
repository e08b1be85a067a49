import { bodyTextOf, type RunRequest } from './run-file.js'

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
  readonly request: Request
  readonly text: string
  /** The headers to record. @param standInFor what to write in place of an API key */
  readonly headers: (standInFor: (key: string) => string) => Record<string, string>
}

/** Reads the whole body of a request; undefined if the connection broke. */
export async function readRequest(request: Request): Promise<ReadRequest | undefined> {
  const { method, url, headers } = request
  const hasBody = method !== 'GET' && method !== 'HEAD'
  let bytes: ArrayBuffer | undefined
  try {
    if (hasBody) bytes = await request.arrayBuffer()
  } catch {
    return undefined
  }
  const init = { method, headers, signal: request.signal, ...(bytes !== undefined && { body: bytes }) }
  return {
    request: bytes === undefined ? request : new Request(url, init),
    text: bytes === undefined ? '' : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
    headers: (standInFor) => {
      const picked = telling.flatMap((name) => {
        const value = headers.get(name)
        return value === null ? [] : [[name, value] as const]
      })
      const authorization = headers.get('authorization')
      const shown = authorization === null ? {} : { authorization: maskAuthorization(authorization, standInFor) }
      return { ...shown, ...Object.fromEntries(picked) }
    },
  }
}

/** The key of a sandbox only names it; every other one is replaced. */
function maskAuthorization(header: string, standInFor: (key: string) => string): string {
  const [, scheme = '', key = ''] = /^\s*(\S*)\s*(.*?)\s*$/s.exec(header) ?? []
  if (/^sandbox_[\w.-]{1,100}$/.test(key)) return `${scheme} ${key}`
  if (/^(bearer|basic|token)$/i.test(scheme)) return `${scheme} ${key === '' ? '' : standInFor(key)}`.trim()
  return header.trim() === '' ? '' : standInFor(header.trim())
}

/** A recorded request, to be carried out without the command. */
export function toRequest({ method, path, headers, ...step }: RunRequest): Request {
  const text = bodyTextOf(step)
  return new Request(`http://127.0.0.1${path}`, { method, headers, ...(text !== '' && { body: text }) })
}

/**
 * The recorded answer to a request that was kept away from the control API, by its token or the guard. A run has neither
 * the token nor the headers that the guard looks at, so the request would be carried out now.
 *
 * @returns undefined for any other request
 */
export function refusalOf({ path, answer, request_id }: RunRequest): Response | undefined {
  if (answer === undefined || !path.startsWith('/_emulator') || ![401, 403].includes(answer.status)) return undefined
  const headers = { 'content-type': 'application/json; charset=utf-8', 'x-request-id': request_id, ...answer.headers }
  return new Response(bodyTextOf(answer), { status: answer.status, headers })
}
