import type { AbortSignalLike } from '../control-api/long-poll.js'
import { type BodyText, Call, toBodyText } from './call.js'
import { CallerSignal } from './caller-signal.js'
import { splitUrl } from './target.js'

export interface CallParts {
  readonly method: string
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | undefined
  readonly signal?: AbortSignalLike | undefined
}

/** A call whose parts are known at once. */
export class MadeCall extends Call {
  readonly #headers: CallParts['headers']
  readonly #body: string | Uint8Array
  #signal: AbortSignalLike | undefined

  /** @throws {TypeError} if the URL is not absolute */
  constructor({ method, url, headers, body = '', signal }: CallParts) {
    const { scheme, authority, target } = splitUrl(url)
    super(method, scheme, authority, target)
    this.#headers = headers
    this.#body = body
    this.#signal = signal
  }

  override header(name: string): string | undefined {
    return Object.hasOwn(this.#headers, name) ? this.#headers[name] : undefined
  }

  override headers(): Iterable<readonly [string, string]> {
    return Object.entries(this.#headers)
  }

  override readText(limit: number): BodyText | undefined {
    const body = this.#body
    if (typeof body !== 'string') {
      return body.length > limit ? undefined : toBodyText(Buffer.from(body.buffer, body.byteOffset, body.byteLength))
    }
    // A character has at most three bytes.
    if (body.length * 3 > limit && Buffer.byteLength(body) > limit) return undefined
    // Half of a surrogate pair is not UTF-8.
    const text = /\p{Surrogate}/u.test(body) ? Buffer.from(body).toString('utf8') : body
    return { text: text.startsWith('\uFEFF') ? text.slice(1) : text, isUtf8: true }
  }

  override async *readPieces(): AsyncGenerator<Uint8Array> {
    const body = this.#body
    if (body.length > 0) yield typeof body === 'string' ? Buffer.from(body) : body
  }

  override get signal(): AbortSignalLike {
    this.#signal ??= new CallerSignal()
    return this.#signal
  }
}
