/** The place of a request in a distributed trace, as its headers `traceparent` and `tracestate` gave it (W3C). */
export interface Trace {
  readonly parent: string
  /** Null if the request has none, or an invalid one. */
  readonly state: string | null
}
