/** A header line as it was sent. */
export type HeaderLine = readonly [name: string, value: string]

/** The body of a request or an answer. */
export interface RecordedBody {
  /** As transferred. Bytes. */
  readonly size: number
  /** The decoded text. The redactor learns from it even if it is left out of the recording. */
  readonly text?: string
  /** Why the text is left out of the recording, like `it is larger than 1 MiB`. */
  readonly leftOut?: string
}

export interface RecordedMessage {
  /** Like `1.1`. */
  readonly httpVersion: string
  readonly headers: readonly HeaderLine[]
  readonly body: RecordedBody
}

export interface RecordedAnswer extends RecordedMessage {
  readonly status: number
  readonly reason: string
}

/** A request and its answer, with their secrets. A recording is written only from what a redactor makes of them. */
export interface RecordedExchange {
  readonly method: string
  readonly url: string
  /** The phone number in the path. */
  readonly phoneNumber?: string
  /** Unix milliseconds. */
  readonly startedAt: number
  /** Until the head of the answer. */
  readonly waitMs: number
  /** From the head of the answer to its end. */
  readonly receiveMs: number
  readonly request: RecordedMessage
  /** Null if there was none. */
  readonly answer: RecordedAnswer | null
  readonly comment?: string
  /** The operationId, if the request matches an operation. */
  readonly operation?: string
  /** The number of differences from the emulator's answer. */
  readonly drift?: number
}

/** The value of a header, given in lower case; several lines count as one (RFC 9110, 5.3). */
export function findHeader(headers: readonly HeaderLine[], name: string): string | undefined {
  const values = headers.flatMap(([line, value]) => (line.toLowerCase() === name ? [value] : []))
  return values.length === 0 ? undefined : values.join(', ')
}
