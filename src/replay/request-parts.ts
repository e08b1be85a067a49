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
    text: bytes === undefined ? '' : new TextDecoder().decode(bytes),
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
