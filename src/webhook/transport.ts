import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { explainFailure } from './failure.js'

/** What is posted. */
export interface Post {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What came of it. */
export interface PostResult {
  /** Null where no answer came. */
  readonly status: number | null
  /** In words; null for a 2xx in time (W7). */
  readonly error: string | null
  readonly response: { readonly headers: Readonly<Record<string, string>>; readonly body: string } | null
}

/** Sends one webhook; never rejects, and follows no redirect (W7). */
export type Transport = (post: Post) => Promise<PostResult>

/** W7. Milliseconds. */
export const timeoutMs = 2000

/** What is kept of an answer. Characters. */
const mostBody = 10_000

type Request = (url: URL, options: RequestOptions) => ClientRequest

interface Scheme {
  readonly request: Request
  readonly agent: Agent
}

/** How many connections of one receiver are kept open while nothing is sent. */
const mostIdle = 16

/**
 * A transport by Node's own client, which keeps connections open; and how to let those go.
 *
 * @param patienceMs how long an answer may take
 */
export function createTransport(patienceMs = timeoutMs): { post: Transport; close: () => void } {
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
      const { request, agent } = await schemeOf(url.protocol)
      const result = await send(request, agent, url, post, patienceMs)
      // A connection that was kept open may just have been closed by the other side: that is no attempt.
      return result === 'stale' ? ((await send(request, false, url, post, patienceMs)) as PostResult) : result
    },
    close: () => {
      for (const scheme of schemes.values()) void scheme.then(({ agent }) => agent.destroy())
    },
  }
}

/** @returns why nothing can be posted to it, where that is so */
function readUrl(text: string): URL | string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) return `"${text}" is no http or https URL`
  try {
    decodeURIComponent(url.username + url.password) // as Node's client does, which throws where it cannot
    return url
  } catch (error) {
    return `"${text}" cannot be posted to (${(error as Error).message})`
  }
}

/** TLS is loaded only for who needs it. */
async function loadScheme(protocol: string): Promise<Scheme> {
  const { Agent, request } = protocol === 'https:' ? await import('node:https') : await import('node:http')
  // The URL queue limits the concurrency: a path that hangs must not use up the connections of another one.
  return { request, agent: new Agent({ keepAlive: true, maxFreeSockets: mostIdle }) }
}

/** @param agent false: a connection of its own, which cannot be stale */
function send(
  request: Request,
  agent: Agent | false,
  url: URL,
  { headers, body }: Post,
  patienceMs: number,
): Promise<PostResult | 'stale'> {
  return new Promise((resolve) => {
    const length = Buffer.byteLength(body)
    const outgoing = request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': String(length) } })
    let answer: IncomingMessage | undefined
    const end = (result: PostResult | 'stale') => {
      clearTimeout(patience)
      resolve(result)
    }
    const fail = (error: NodeJS.ErrnoException) =>
      end({ status: answer?.statusCode ?? null, error: explainFailure(error, url, patienceMs), response: null })
    const patience = setTimeout(() => {
      fail(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' }))
      outgoing.destroy()
    }, patienceMs)
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      if (answer === undefined && outgoing.reusedSocket && isClosed(error)) end('stale')
      else fail(error)
    })
    outgoing.on('response', (response) => {
      answer = response
      readAnswer(response, (text) => end(judge(response, text, url)), fail)
    })
    // Some answers, like one that changes protocols, are no error to Node, and it lets them go without a word.
    outgoing.on('close', () => {
      if (answer === undefined) fail(Object.assign(new Error('closed'), { code: 'ECONNRESET' }))
    })
    outgoing.end(body) // as text it goes out in one piece with the head
  })
}

const isClosed = ({ code }: NodeJS.ErrnoException) => code === 'ECONNRESET' || code === 'EPIPE'

/** The beginning of an answer's body; all of it is read, or the connection could not be used again. */
function readAnswer(response: IncomingMessage, onText: (text: string) => void, onError: (error: Error) => void): void {
  let text = ''
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    if (text.length < mostBody) text += chunk
  })
  response.on('end', () => onText(text.slice(0, mostBody)))
  response.on('error', onError)
}

function judge({ statusCode = 0, headers }: IncomingMessage, body: string, url: URL): PostResult {
  const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
  return { status: statusCode, error: explainStatus(statusCode, flat.location, url), response: { headers: flat, body } }
}

/** W7: any 2xx is a success; a redirect is not. */
function explainStatus(status: number, location: string | undefined, url: URL): string | null {
  if (status >= 200 && status < 300) return null
  if (status >= 300 && status < 400)
    return `answered ${status}, a redirect to ${location ?? 'nowhere'}: webhooks follow none; put the final URL into the profile`
  return `answered ${status} at ${url.origin}${url.pathname}: anything but a 2xx is tried again`
}
