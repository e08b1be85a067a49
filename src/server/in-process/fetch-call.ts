import { type BodyText, Call, toBodyText } from '../../http/call.js'
import { splitUrl } from '../../http/target.js'
import { toReadable } from './to-response.js'

/** A call that was made with a Request. */
export class FetchCall extends Call {
  constructor(readonly request: Request) {
    const { scheme, authority, target } = splitUrl(request.url)
    super(request.method, scheme, authority, target)
  }

  override header(name: string): string | undefined {
    return this.request.headers.get(name) ?? undefined
  }

  override headers(): Iterable<[string, string]> {
    return this.request.headers
  }

  override async readText(limit: number): Promise<BodyText | undefined> {
    const pieces: Uint8Array[] = []
    let length = 0
    for await (const piece of this.readPieces()) {
      length += piece.length
      if (length > limit) return undefined
      pieces.push(piece)
    }
    return toBodyText(Buffer.concat(pieces))
  }

  override async *readPieces(): AsyncGenerator<Uint8Array> {
    const { body } = this.request
    if (body !== null) yield* body as unknown as AsyncIterable<Uint8Array>
  }

  override get signal(): AbortSignal {
    return this.request.signal
  }
}

/** The Request of a call, for what is written for one. */
export function toRequest(call: Call): Request {
  if (call instanceof FetchCall) return call.request
  const { method, url } = call
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const headers = [...call.headers()].map(([name, value]): [string, string] => [name, value])
  const pieces = call.readPieces()[Symbol.asyncIterator]()
  const read = async () => (await pieces.next()).value
  const body = () => toReadable({ read, cancel: () => void pieces.return?.() })
  const init = { method, headers, signal: toAbortSignal(call.signal), ...(hasBody && { body: body(), duplex: 'half' }) }
  return new Request(url, init)
}

function toAbortSignal(signal: Call['signal']): AbortSignal {
  if (signal instanceof AbortSignal) return signal
  const leave = new AbortController()
  const abort = () => leave.abort('Client connection prematurely closed.')
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  return leave.signal
}
