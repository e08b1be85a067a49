import { setImmediate } from 'node:timers'
import type { Answer, Pending } from '../../src/http/answer.js'
import type { Call } from '../../src/http/call.js'

const textType = { 'content-type': 'text/plain; charset=utf-8' }

/** More than the system takes for a client that does not read. Bytes. */
export const hugeLength = 30_000_000

/** Tells what a call has brought, in the form of answer that its path names. */
export function echo(call: Call): Pending<Answer> {
  const headers = { ...textType, 'x-path': encodeURI(call.path) }
  const given = (status: number, body: Answer['body'], more: Record<string, string> = {}): Answer => ({
    status,
    headers: { ...headers, ...more },
    body,
  })
  const told = () => andThenText(call, (text) => given(200, text))
  switch (call.path) {
    case '/later':
      return new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve))).then(told)
    case '/wait':
      return new Promise(() => {})
    case '/empty':
      return { ...given(204, null), headers: { 'x-empty': '1' } }
    case '/not-modified':
      return given(304, null, { etag: '"1"' })
    case '/bytes':
      return given(200, Buffer.from([0, 255, 13, 10]))
    case '/none':
      return given(200, null)
    case '/stream':
      return given(200, streamOf(['one', Buffer.from('two'), '', 'three'].filter((piece) => piece.length > 0)))
    case '/wide':
      return given(200, '{"name":"Ä 漢 😀"}')
    case '/latin':
      return given(200, 'x', { 'x-latin': 'caf\xe9' })
    case '/long':
      return given(200, 'z'.repeat(300_000))
    case '/huge':
      return given(200, 'z'.repeat(hugeLength))
    case '/unread':
      return given(413, 'not read')
    case '/pieces':
      return readPieces(call).then((text) => given(200, text))
    case '/rejected':
      return Promise.reject(new Error('rejected'))
    case '/cut':
      return { ...given(200, 'half of this'), connectionFault: { at: 'during', by: 'end' } }
    case '/closing':
      return given(200, 'bye', { connection: 'close' })
    case '/dated':
      return given(200, 'x', { date: 'Thu, 01 Jan 1970 00:00:00 GMT', 'content-length': '1' })
    case '/odd-status':
      return given(299, '')
    default:
      return told()
  }
}

export const failed = (error: unknown): Answer => ({
  status: 500,
  headers: textType,
  body: `failed: ${(error as Error).message}`,
})

function andThenText(call: Call, next: (text: string) => Answer): Pending<Answer> {
  const tell = (read: { text: string; isUtf8: boolean } | undefined) =>
    next(
      JSON.stringify({
        method: call.method,
        url: call.url,
        headers: [...call.headers()],
        cookie: call.header('cookie'),
        body: read === undefined ? 'too long' : read,
      }),
    )
  const body = call.readText(100_000)
  return body instanceof Promise ? body.then(tell) : tell(body)
}

async function readPieces(call: Call): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of call.readPieces()) pieces.push(piece)
  return Buffer.concat(pieces).toString('latin1')
}

function streamOf(pieces: (string | Uint8Array)[]): Answer['body'] {
  let at = 0
  return { read: async () => pieces[at++], cancel: () => {} }
}
