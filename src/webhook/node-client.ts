import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import type { LookupFunction } from 'node:net'
import { Deadlines, monotonicMs, type Timed } from './deadlines.js'
import { type Client, maxBodyLength, maxIdleConnections, type Outcome, type Outgoing } from './post.js'

interface Scheme {
  readonly request: (url: URL, options: RequestOptions) => ClientRequest
  readonly agent: Agent
  readonly lookup: LookupFunction
}

/** A request whose answer is awaited. */
class Waiting implements Timed<Waiting> {
  previous: Waiting | undefined
  next: Waiting | undefined
  passesAt = 0

  /** @param onPass called if no answer came in time */
  constructor(readonly onPass: () => void) {}
}

/**
 * Creates a client that uses Node's own, with keep-alive connections. It sends what needs TLS.
 *
 * @param timeoutMs how long an answer may take
 * @param lookup resolves host names
 */
export function createNodeClient(timeoutMs: number, lookup: LookupFunction): Client {
  const schemes = new Map<string, Promise<Scheme>>()
  const deadlines = new Deadlines<Waiting>(timeoutMs, ({ onPass }) => onPass())
  const schemeOf = (protocol: string) => {
    let scheme = schemes.get(protocol)
    if (scheme === undefined) {
      scheme = loadScheme(protocol, lookup)
      schemes.set(protocol, scheme)
    }
    return scheme
  }
  return {
    send: (outgoing) =>
      void schemeOf(outgoing.target.url.protocol).then((scheme) => {
        send(scheme, scheme.agent, outgoing, deadlines, (outcome) => {
          // The receiver may just have closed a keep-alive connection; this does not count as an attempt.
          if (outcome === 'stale') send(scheme, false, outgoing, deadlines, (again) => outgoing.end(again as Outcome))
          else outgoing.end(outcome)
        })
      }),
    close: () => {
      for (const scheme of schemes.values()) void scheme.then(({ agent }) => agent.destroy())
    },
  }
}

/** Loads TLS only for https URLs. */
async function loadScheme(protocol: string, lookup: LookupFunction): Promise<Scheme> {
  const { Agent, request } = protocol === 'https:' ? await import('node:https') : await import('node:http')
  // The URL queue limits concurrency, so that a hanging path does not use up the connections of another one.
  return { request, agent: new Agent({ keepAlive: true, maxFreeSockets: maxIdleConnections }), lookup }
}

/** @param agent false opens a new connection, which cannot be stale */
function send(
  { request, lookup }: Scheme,
  agent: Agent | false,
  { target: { url }, headers, body }: Outgoing,
  deadlines: Deadlines<Waiting>,
  onEnd: (outcome: Outcome | 'stale') => void,
): void {
  const length = String(Buffer.byteLength(body))
  const options = { method: 'POST', agent, lookup, headers: { ...headers, 'content-length': length } }
  const outgoing = request(url, options)
  let response: IncomingMessage | undefined
  let hasEnded = false
  const end = (outcome: Outcome | 'stale') => {
    if (hasEnded) return
    hasEnded = true
    deadlines.remove(waiting)
    onEnd(outcome)
  }
  const fail = (failure: NodeJS.ErrnoException) => end({ failure, status: response?.statusCode ?? null })
  const waiting = new Waiting(() => {
    fail(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' }))
    outgoing.destroy()
  })
  deadlines.add(waiting, monotonicMs())
  outgoing.on('error', (error: NodeJS.ErrnoException) => {
    if (response === undefined && outgoing.reusedSocket && isClosed(error)) end('stale')
    else fail(error)
  })
  outgoing.on('response', (incoming) => {
    response = incoming
    readAnswer(incoming, end, fail)
  })
  // Node reports no error for some answers, such as a protocol switch; it only closes the connection.
  outgoing.on('close', () => {
    if (response === undefined) fail(Object.assign(new Error('closed'), { code: 'ECONNRESET' }))
  })
  outgoing.end(body) // Node sends a string in one write with the head
}

const isClosed = ({ code }: NodeJS.ErrnoException) => code === 'ECONNRESET' || code === 'EPIPE'

/** Records the beginning of an answer body. Reads all of it, or the connection could not be reused. */
function readAnswer(response: IncomingMessage, onEnd: (outcome: Outcome) => void, onError: (error: Error) => void) {
  let text = ''
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    if (text.length < maxBodyLength) text += chunk
  })
  response.on('end', () => {
    const { statusCode: status = 0, headers } = response
    const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
    onEnd({ answer: { status, recorded: { headers: flat, body: text.slice(0, maxBodyLength) } } })
  })
  response.on('error', onError)
}
