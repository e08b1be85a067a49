import type { BodyCopy } from './body-copy.js'
import type { RawHeaders } from './headers.js'
import type { RequestTarget } from './request-target.js'

/** A request as it came in. */
export interface Incoming {
  readonly method: string
  /** Path and query as sent, beginning with `/v2`. */
  readonly target: string
  readonly headers: RawHeaders
  readonly httpVersion: string
  readonly body: NodeJS.ReadableStream
  /** Whether it may use the upstream key that the emulator was given. */
  readonly isTrusted: boolean
  /** Aborted when the client disconnects. */
  readonly signal: AbortSignal
}

/** An answer on its way to the client. */
export interface Relayed {
  readonly status: number
  readonly reason: string
  readonly headers: RawHeaders
  /** Whether the whole body has already been received. */
  readonly isWhole: boolean
  /** Throws if the upstream breaks off. */
  readonly body: AsyncIterable<Uint8Array>
  /** The trailers, available once the body has been read. */
  readonly trailers: () => RawHeaders
}

/** A request and its answer from the upstream, to be recorded and compared. */
export interface UpstreamExchange {
  readonly asked: RequestTarget
  /** The upstream URL. */
  readonly url: string
  readonly request: { readonly httpVersion: string; readonly headers: RawHeaders; readonly body: BodyCopy }
  /** Null until an answer arrives. */
  response: UpstreamAnswer | null
  /** Why no complete answer arrived. */
  failure: string | null
  /** Unix milliseconds. */
  readonly startedAt: number
  /** Until the head of the answer, and from there to its end. */
  readonly took: { waitMs: number; receiveMs: number }
  /** Whether a request that is not a read was in flight at the same time, so that their order is unknown. */
  isOverlapped: boolean
}

export interface UpstreamAnswer {
  readonly status: number
  readonly reason: string
  readonly httpVersion: string
  readonly headers: RawHeaders
  readonly body: BodyCopy
}
