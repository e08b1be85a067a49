import { type BodyText, Call, toBodyText } from '../../http/call.js'
import type { PlainHead } from './head.js'

/** Who sends the calls of a connection. */
export type Caller = Pick<Call, 'signal' | 'endSignal'>

/** A call that has come over a socket as a plain request, with its body. */
export class SocketCall extends Call {
  readonly #head: PlainHead
  readonly #bytes: Buffer
  readonly #caller: Caller

  /** @param bytes the request, head and body */
  constructor(head: PlainHead, bytes: Buffer, caller: Caller) {
    super(head.method, 'http', head.fields.host, head.target)
    this.#head = head
    this.#bytes = bytes
    this.#caller = caller
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

  override get signal(): Call['signal'] {
    return this.#caller.signal
  }

  override get endSignal(): Call['signal'] {
    return this.#caller.endSignal
  }

  #body(): Buffer {
    return this.#bytes.subarray(this.#head.end)
  }
}
