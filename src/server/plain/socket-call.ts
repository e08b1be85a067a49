import { type BodyText, Call, toBodyText } from '../../http/call.js'
import type { CallerSignal } from '../../http/caller-signal.js'
import type { PlainHead } from './head.js'

/** A call that has come over a socket as a plain request, with its body. */
export class SocketCall extends Call {
  readonly #head: PlainHead
  readonly #bytes: Buffer
  readonly #signal: () => CallerSignal

  /** @param bytes the request, head and body */
  constructor(head: PlainHead, bytes: Buffer, signal: () => CallerSignal) {
    super(head.method, 'http', head.fields.host, head.target)
    this.#head = head
    this.#bytes = bytes
    this.#signal = signal
  }

  override header(name: string): string | undefined {
    return this.#head.fields.values.get(name)
  }

  override headers(): Iterable<[string, string]> {
    return this.#head.fields.values
  }

  override readText(limit: number): BodyText | undefined {
    const body = this.#body()
    return body.length > limit ? undefined : toBodyText(body)
  }

  override async *readPieces(): AsyncGenerator<Uint8Array> {
    const body = this.#body()
    if (body.length > 0) yield body
  }

  override get signal(): CallerSignal {
    return this.#signal()
  }

  #body(): Buffer {
    return this.#bytes.subarray(this.#head.end)
  }
}
