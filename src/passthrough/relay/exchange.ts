import type { Tap } from './body-copy.js'
import type { RawHeaders } from './headers.js'
import type { Asked } from './request-target.js'

/** A request as it came in. */
export interface Incoming {
  readonly method: string
  /** Path and query as sent, beginning with `/v2`. */
  readonly target: string
  readonly headers: RawHeaders
  readonly httpVersion: string
  readonly body: NodeJS.ReadableStream
  /** Whether it may go out under the key that the emulator was given. */
  readonly isTrusted: boolean
  /** Fires when the client has gone. */
  readonly signal: AbortSignal
}

/** An answer on its way to the client. */
export interface Relayed {
  readonly status: number
  readonly reason: string
  readonly headers: RawHeaders
  /** All of its body is there already. */
  readonly isWhole: boolean
  /** Throws where the upstream broke off. */
  readonly body: AsyncIterable<Uint8Array>
  /** What came behind the body, once that has been read. */
  readonly trailers: () => RawHeaders
}

/** A request and what the upstream made of it, to be recorded and compared. */
export interface Exchange {
  readonly asked: Asked
  /** Where it went. */
  readonly url: string
  readonly request: { readonly httpVersion: string; readonly headers: RawHeaders; readonly body: Tap }
  /** Null while, or if, none came. */
  response: UpstreamAnswer | null
  /** Why there is no answer, or no whole one. */
  failure: string | null
  /** Unix milliseconds. */
  readonly startedAt: number
  /** Milliseconds until the head of the answer, and from there to its end. */
  readonly took: { waitMs: number; receiveMs: number }
  /** Whether something that is no mere read went out at the same time, so that nobody knows which came first. */
  isOverlapped: boolean
}

export interface UpstreamAnswer {
  readonly status: number
  readonly reason: string
  readonly httpVersion: string
  readonly headers: RawHeaders
  readonly body: Tap
}
