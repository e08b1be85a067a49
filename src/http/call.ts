import type { AbortSignalLike } from '../control-api/long-poll.js'
import { pathOf } from './target.js'

/** A body as text. */
export interface BodyText {
  /** Without a byte order mark. */
  readonly text: string
  /** False if bytes that are not UTF-8 were replaced. */
  readonly isUtf8: boolean
}

/** A request, independent of how it has come: over a socket, through a `fetch` of this process, or from a record. */
export abstract class Call {
  #path: string | undefined

  /**
   * @param method in upper case
   * @param scheme `http` or `https`
   * @param authority host and port that the request is for
   * @param target path and query, as sent; begins with a slash
   */
  constructor(
    readonly method: string,
    readonly scheme: string,
    readonly authority: string,
    readonly target: string,
  ) {}

  /** The decoded path. */
  get path(): string {
    this.#path ??= pathOf(this.target)
    return this.#path
  }

  get url(): string {
    return `${this.scheme}://${this.authority}${this.target}`
  }

  /** The value of a header; those of one that was sent several times, joined. @param name in lower case */
  abstract header(name: string): string | undefined

  /** All headers, with their names in lower case. */
  abstract headers(): Iterable<readonly [name: string, value: string]>

  /**
   * Reads the whole body, once.
   *
   * @param limit bytes
   * @returns undefined if the body is longer
   * @throws an error if the connection breaks
   */
  abstract readText(limit: number): BodyText | undefined | Promise<BodyText | undefined>

  /** The body, piece by piece as it arrives. @throws an error if the connection breaks */
  abstract readPieces(): AsyncIterable<Uint8Array>

  /** Aborts when the caller leaves. Created when it is first asked for, because most requests do not wait. */
  abstract get signal(): AbortSignalLike
}

/** Reads a header of a request; undefined if it was not sent. @param name in lower case */
export type ReadHeader = (name: string) => string | undefined

/** The headers of a call as a function. */
export function headersOf(call: Call): ReadHeader {
  return (name) => call.header(name)
}

const byteOrderMark = '\uFEFF'

/** Decodes a body. */
export function toBodyText(bytes: Buffer): BodyText {
  const text = bytes.toString('utf8')
  const isUtf8 = !text.includes('\uFFFD') || Buffer.byteLength(text) === bytes.length
  return { text: text.startsWith(byteOrderMark) ? text.slice(1) : text, isUtf8 }
}
