/** A webhook to post. */
export interface Post {
  readonly url: string
  /** Without those of the framing: the length of the body, the connection. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The answer of a receiver, as it is recorded. */
export interface RecordedAnswer {
  readonly headers: Readonly<Record<string, string>>
  /** The beginning of the body. */
  readonly body: string
}

/** The result of a post. */
export interface PostResult {
  /** Null if there was no answer. */
  readonly status: number | null
  /** What went wrong, in words; null for a 2xx in time (W7). */
  readonly error: string | null
  readonly response: RecordedAnswer | null
  /** Milliseconds from the moment of sending to the end of the answer, or to the failure. */
  readonly tookMs: number
  /** The URL of the second try, which the rest is about; absent if the first one was not refused in a container. */
  readonly reroutedTo?: string | undefined
}

/** A whole answer. */
export interface Answer {
  readonly status: number
  readonly recorded: RecordedAnswer
}

/** What became of a request: an answer, or the reason for its lack. */
export type Outcome =
  | { readonly answer: Answer }
  | {
      readonly failure: NodeJS.ErrnoException
      /** The status of an answer that did not end; null without one. */
      readonly status: number | null
    }

/** A request to one receiver. */
export interface Outgoing {
  readonly target: Target
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The moment of sending, by `monotonicMs`. */
  readonly sentAt: number
  /** Called once, and never before the call that sends the request has returned. */
  end(outcome: Outcome): void
}

/** An HTTP client. */
export interface Client {
  readonly send: (outgoing: Outgoing) => void
  /** Closes all connections. Requests in flight fail. */
  readonly close: () => void
}

/** The maximum length of a recorded answer body. Characters. */
export const maxBodyLength = 10_000

/** The maximum number of idle connections per receiver. */
export const maxIdleConnections = 16

/** Where webhooks are posted to, read from a URL once. */
export interface Target {
  readonly url: URL
  /** The host as the URL has it, with the port if it is not the usual one. */
  readonly host: string
  /** The address for a connection: the host without brackets, and the port. */
  readonly hostname: string
  readonly port: number
  /** The first line of a request, and the headers that the URL determines, each with its line break. */
  readonly start: string
  readonly hostLine: string
  readonly authLine: string
}

/** @returns the target of a URL, or why nothing can be posted to it */
export function readTarget(text: string): Target | string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) return `"${text}" is not a valid http or https URL`
  try {
    return toTarget(url)
  } catch (error) {
    return `"${text}" cannot be posted to (${(error as Error).message})`
  }
}

/** @throws {URIError} if the user or the password cannot be decoded */
export function toTarget(url: URL): Target {
  const { protocol, username, password, hostname, port, pathname, search, host } = url
  const hasAuth = username !== '' || password !== ''
  const auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return {
    url,
    host,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
    start: `POST ${pathname}${search} HTTP/1.1\r\n`,
    hostLine: `Host: ${host}\r\n`,
    authLine: hasAuth ? `Authorization: Basic ${Buffer.from(auth).toString('base64')}\r\n` : '',
  }
}
