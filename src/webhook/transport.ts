import { setImmediate } from 'node:timers'
import { explainFailure } from './failure.js'
import { createNodeClient } from './node-client.js'
import { PlainClient } from './plain-client.js'
import { type Client, type Outcome, type Post, type PostResult, readTarget, type Target } from './post.js'
import { createRerouting, type SecondWay } from './rerouting.js'
import { createTargetGuard, type TargetGuard } from './targets.js'

export type { Post, PostResult } from './post.js'

/**
 * Sends one webhook. Does not follow redirects (W7).
 *
 * @param end called once, and never before the transport has returned
 */
export type Transport = (post: Post, end: (result: PostResult) => void) => void

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
  const findSecondWay = createRerouting(guard, isInContainer)
  const targets = createTargetCache(guard)
  const send: Transport = (post, end) => {
    const target = targets(post.url)
    if (typeof target === 'string') {
      setImmediate(end, { status: null, error: target, response: null })
      return
    }
    const { headers, body } = post
    client.send({
      target,
      headers,
      body,
      end: (outcome) => {
        const result = toResult(outcome, target, timeoutMs)
        if ('answer' in outcome || outcome.failure.code !== 'ECONNREFUSED') end(result)
        else void findSecondWay(target.url).then((way) => goSecondWay(client, way, { post, result, timeoutMs, end }))
      },
    })
  }
  const post = (one: Post) => new Promise<PostResult>((resolve) => send(one, resolve))
  return { send, post, close: client.close }
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

interface FirstWay {
  readonly post: Post
  readonly result: PostResult
  readonly timeoutMs: number
  readonly end: (result: PostResult) => void
}

/** Tries a refused webhook again, or says why not. */
function goSecondWay(client: Client, second: SecondWay | undefined, { post, result, timeoutMs, end }: FirstWay): void {
  if (second === undefined || 'advice' in second) {
    end(second === undefined ? result : { ...result, error: `${result.error}${second.advice}` })
    return
  }
  const { target } = second
  client.send({
    target,
    headers: { ...post.headers, ...second.headers },
    body: post.body,
    end: (outcome) => end({ ...toResult(outcome, target, timeoutMs), reroutedTo: target.url.href }),
  })
}

function toResult(outcome: Outcome, { url }: Target, timeoutMs: number): PostResult {
  if ('failure' in outcome) {
    const { failure, status } = outcome
    return { status, error: explainFailure(failure, url, timeoutMs), response: null }
  }
  const { status, headers, body } = outcome.answer
  return { status, error: explainStatus(status, headers.location, url), response: { headers, body } }
}

/** W7: any 2xx is a success; a redirect is not. */
function explainStatus(status: number, location: string | undefined, url: URL): string | null {
  if (status >= 200 && status < 300) return null
  if (status >= 300 && status < 400)
    return `answered ${status}, a redirect to ${location ?? 'nowhere'}: webhooks do not follow redirects; use the final URL in the profile`
  return `answered ${status} at ${url.origin}${url.pathname}: every status but 2xx is retried`
}
