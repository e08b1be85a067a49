import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { clearTimeout, setTimeout } from 'node:timers'
import { explainFailure } from './failure.js'
import { createRerouting } from './rerouting.js'
import { createTargetGuard, type TargetGuard } from './targets.js'

/** A webhook to post. */
export interface Post {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The result of a post. */
export interface PostResult {
  /** Null if there was no answer. */
  readonly status: number | null
  /** What went wrong, in words; null for a 2xx in time (W7). */
  readonly error: string | null
  readonly response: { readonly headers: Readonly<Record<string, string>>; readonly body: string } | null
  /** The URL of the second try, which the rest is about; absent if the first one was not refused in a container. */
  readonly reroutedTo?: string
}

/** A result with the system's code of a failure. */
type CodedResult = PostResult & { readonly code?: string | undefined }

/** Sends one webhook. Never rejects, and does not follow redirects (W7). */
export type Transport = (post: Post) => Promise<PostResult>

/** The time a receiver has to answer (W7). Milliseconds. */
const attemptTimeoutMs = 2000

/** The maximum length of a recorded answer body. Characters. */
const maxBodyLength = 10_000

type Request = (url: URL, options: RequestOptions) => ClientRequest

interface Scheme {
  readonly request: Request
  readonly agent: Agent
}

/** The maximum number of idle connections per receiver. */
const maxIdleSockets = 16

/**
 * Creates a transport that uses Node's HTTP client with keep-alive connections. `close` closes them.
 *
 * @param timeoutMs how long an answer may take
 * @param guard decides where may be posted
 * @param isInContainer whether `localhost` is a container, not the machine that the receiver probably runs on
 */
export function createTransport(
  timeoutMs = attemptTimeoutMs,
  guard: TargetGuard = createTargetGuard([]),
  isInContainer: () => boolean = () => false,
): { post: Transport; close: () => void } {
  const findSecondWay = createRerouting(guard, isInContainer)
  const schemes = new Map<string, Promise<Scheme>>()
  const schemeOf = (protocol: string) => {
    let scheme = schemes.get(protocol)
    if (scheme === undefined) {
      scheme = loadScheme(protocol)
      schemes.set(protocol, scheme)
    }
    return scheme
  }
  return {
    post: async (post) => {
      const url = readUrl(post.url)
      if (typeof url === 'string') return { status: null, error: `${url}; change it in the profile.`, response: null }
      const refused = guard.refuse(url)
      if (refused !== undefined) return { status: null, error: refused, response: null }
      const { request: plain, agent } = await schemeOf(url.protocol)
      const request: Request = (target, options) => plain(target, { ...options, lookup: guard.lookup })
      const sent = await send(request, agent, url, post, timeoutMs)
      // The receiver may just have closed a keep-alive connection; this does not count as an attempt.
      const result = sent === 'stale' ? ((await send(request, false, url, post, timeoutMs)) as CodedResult) : sent
      const { code, ...shown } = result
      const second = code === 'ECONNREFUSED' ? await findSecondWay(url) : undefined
      if (second === undefined) return shown
      if ('advice' in second) return { ...shown, error: `${shown.error}${second.advice}` }
      const forMachine = { ...post, headers: { ...post.headers, ...second.headers } }
      const { code: _, ...again } = (await send(request, false, second.url, forMachine, timeoutMs)) as CodedResult
      return { ...again, reroutedTo: second.url.href }
    },
    close: () => {
      for (const scheme of schemes.values()) void scheme.then(({ agent }) => agent.destroy())
    },
  }
}

/** @returns the URL, or why nothing can be posted to it */
function readUrl(text: string): URL | string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) return `"${text}" is not a valid http or https URL`
  try {
    decodeURIComponent(url.username + url.password) // Node's client does the same and would throw later
    return url
  } catch (error) {
    return `"${text}" cannot be posted to (${(error as Error).message})`
  }
}

/** Loads TLS only for https URLs. */
async function loadScheme(protocol: string): Promise<Scheme> {
  const { Agent, request } = protocol === 'https:' ? await import('node:https') : await import('node:http')
  // The URL queue limits concurrency, so that a hanging path does not use up the connections of another one.
  return { request, agent: new Agent({ keepAlive: true, maxFreeSockets: maxIdleSockets }) }
}

/** @param agent false opens a new connection, which cannot be stale */
function send(
  request: Request,
  agent: Agent | false,
  url: URL,
  { headers, body }: Post,
  timeoutMs: number,
): Promise<CodedResult | 'stale'> {
  return new Promise((resolve) => {
    const length = Buffer.byteLength(body)
    const outgoing = request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': String(length) } })
    let answer: IncomingMessage | undefined
    const end = (result: CodedResult | 'stale') => {
      clearTimeout(timer)
      resolve(result)
    }
    const fail = (error: NodeJS.ErrnoException) =>
      end({
        status: answer?.statusCode ?? null,
        error: explainFailure(error, url, timeoutMs),
        response: null,
        code: error.code,
      })
    const timer = setTimeout(() => {
      fail(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' }))
      outgoing.destroy()
    }, timeoutMs)
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      if (answer === undefined && outgoing.reusedSocket && isClosed(error)) end('stale')
      else fail(error)
    })
    outgoing.on('response', (response) => {
      answer = response
      readAnswer(response, (text) => end(toResult(response, text, url)), fail)
    })
    // Node reports no error for some answers, such as a protocol switch; it only closes the connection.
    outgoing.on('close', () => {
      if (answer === undefined) fail(Object.assign(new Error('closed'), { code: 'ECONNRESET' }))
    })
    outgoing.end(body) // Node sends a string in one write with the head
  })
}

const isClosed = ({ code }: NodeJS.ErrnoException) => code === 'ECONNRESET' || code === 'EPIPE'

/** Records the beginning of an answer body. Reads all of it, or the connection could not be reused. */
function readAnswer(response: IncomingMessage, onText: (text: string) => void, onError: (error: Error) => void): void {
  let text = ''
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    if (text.length < maxBodyLength) text += chunk
  })
  response.on('end', () => onText(text.slice(0, maxBodyLength)))
  response.on('error', onError)
}

function toResult({ statusCode = 0, headers }: IncomingMessage, body: string, url: URL): PostResult {
  const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
  return { status: statusCode, error: explainStatus(statusCode, flat.location, url), response: { headers: flat, body } }
}

/** W7: any 2xx is a success; a redirect is not. */
function explainStatus(status: number, location: string | undefined, url: URL): string | null {
  if (status >= 200 && status < 300) return null
  if (status >= 300 && status < 400)
    return `answered ${status}, a redirect to ${location ?? 'nowhere'}: webhooks do not follow redirects; use the final URL in the profile`
  return `answered ${status} at ${url.origin}${url.pathname}: every status but 2xx is retried`
}
