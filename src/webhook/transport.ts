import { setImmediate } from 'node:timers'
import { monotonicMs } from './deadlines.js'
import { explainFailure } from './failure.js'
import { createNodeClient } from './node-client.js'
import { PlainClient } from './plain-client.js'
import {
  type Client,
  type Outcome,
  type Outgoing,
  type Post,
  type PostResult,
  readTarget,
  type Target,
} from './post.js'
import { createRerouting, type SecondWay } from './rerouting.js'
import { createTargetGuard, type TargetGuard } from './targets.js'

export type { Post, PostResult } from './post.js'

/** What waits for the result of a post. */
export interface PostEnd {
  /** Called once, and never before the transport has returned. */
  end(result: PostResult): void
}

/**
 * Sends one webhook. Does not follow redirects (W7).
 *
 * @param sentAt the present moment by `monotonicMs`: those that are sent together have the same
 */
export type Transport = (post: Post, waiting: PostEnd, sentAt: number) => void

/** The time a receiver has to answer (W7). Milliseconds. */
const attemptTimeoutMs = 2000

/** The number of URLs that are kept as read. */
const mostTargets = 1000

/**
 * Creates a transport with keep-alive connections. `close` closes them; `post` is `send` as a promise, which is never rejected.
 *
 * @param timeoutMs how long an answer may take
 * @param guard decides where may be posted
 * @param isInContainer whether `localhost` is a container, not the machine that the receiver probably runs on
 */
export function createTransport(
  timeoutMs = attemptTimeoutMs,
  guard: TargetGuard = createTargetGuard([]),
  isInContainer: () => boolean = () => false,
): { send: Transport; post: (post: Post) => Promise<PostResult>; close: () => void } {
  const client = createClient(timeoutMs, guard)
  const means: Means = { client, timeoutMs, findSecondWay: createRerouting(guard, isInContainer) }
  const targets = createTargetCache(guard)
  const send: Transport = (post, waiting, sentAt) => {
    const target = targets(post.url)
    if (typeof target === 'string') setImmediate(() => waiting.end(toUnsent(target)))
    else client.send(new Sending(target, post, waiting, sentAt, means))
  }
  const post = (one: Post) => new Promise<PostResult>((resolve) => send(one, { end: resolve }, monotonicMs()))
  return { send, post, close: client.close }
}

/** The result of a webhook that was not sent. */
const toUnsent = (error: string): PostResult => ({ status: null, error, response: null, tookMs: 0 })

/** What all webhooks are sent with. */
interface Means {
  readonly client: Client
  readonly timeoutMs: number
  readonly findSecondWay: (url: URL) => Promise<SecondWay | undefined>
}

/** A webhook on its way to its receiver, and on a second way if the first is refused. */
class Sending implements Outgoing {
  readonly headers: Post['headers']
  readonly body: string

  constructor(
    readonly target: Target,
    post: Post,
    private readonly waiting: PostEnd,
    readonly sentAt: number,
    private readonly means: Means,
  ) {
    this.headers = post.headers
    this.body = post.body
  }

  end(outcome: Outcome): void {
    const { target, waiting, means } = this
    const result = this.#toResult(outcome, target)
    if ('answer' in outcome || outcome.failure.code !== 'ECONNREFUSED') waiting.end(result)
    else void means.findSecondWay(target.url).then((way) => this.#goSecondWay(way, result))
  }

  /** Tries a refused webhook again, or says why not. */
  #goSecondWay(way: SecondWay | undefined, refused: PostResult): void {
    const { headers, body, waiting, means } = this
    if (way === undefined || 'advice' in way) {
      waiting.end(way === undefined ? refused : { ...refused, error: `${refused.error}${way.advice}` })
      return
    }
    const { target } = way
    means.client.send({
      target,
      headers: { ...headers, ...way.headers },
      body,
      sentAt: monotonicMs(),
      end: (outcome) => waiting.end({ ...this.#toResult(outcome, target), reroutedTo: target.url.href }),
    })
  }

  #toResult(outcome: Outcome, { url }: Target): PostResult {
    const tookMs = monotonicMs() - this.sentAt
    if ('failure' in outcome) {
      const { failure, status } = outcome
      return { status, error: explainFailure(failure, url, this.means.timeoutMs), response: null, tookMs }
    }
    const { status, recorded } = outcome.answer
    return { status, error: explainStatus(status, recorded.headers.location, url), response: recorded, tookMs }
  }
}

/** Creates a client that has sockets of its own for plain HTTP and uses Node's client for TLS. Both are loaded when needed. */
function createClient(timeoutMs: number, { lookup }: TargetGuard): Client {
  const tls = createNodeClient(timeoutMs, lookup)
  let loading: Promise<Client> | undefined
  let plain: Client | undefined
  const load = async () => {
    const { createConnection } = await import('node:net')
    plain = new PlainClient(createConnection, timeoutMs, lookup)
    return plain
  }
  return {
    send: (outgoing) => {
      if (outgoing.target.url.protocol === 'https:') tls.send(outgoing)
      else if (plain !== undefined) plain.send(outgoing)
      else {
        loading ??= load()
        void loading.then((client) => client.send(outgoing))
      }
    },
    close: () => {
      tls.close()
      plain?.close()
    },
  }
}

/** @returns a function that reads a URL once; it returns the target, or why nothing is posted there */
function createTargetCache(guard: TargetGuard): (url: string) => Target | string {
  const known = new Map<string, Target | string>()
  return (text) => {
    let target = known.get(text)
    if (target === undefined) {
      target = readTarget(text)
      if (typeof target === 'string') target = `${target}; change it in the profile.`
      else target = guard.refuse(target.url) ?? target
      if (known.size >= mostTargets) known.clear()
      known.set(text, target)
    }
    return target
  }
}

/** W7: any 2xx is a success; a redirect is not. */
function explainStatus(status: number, location: string | undefined, url: URL): string | null {
  if (status >= 200 && status < 300) return null
  if (status >= 300 && status < 400)
    return `answered ${status}, a redirect to ${location ?? 'nowhere'}: webhooks do not follow redirects; use the final URL in the profile`
  return `answered ${status} at ${url.origin}${url.pathname}: every status but 2xx is retried`
}
