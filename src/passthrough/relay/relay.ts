import { type IncomingMessage, STATUS_CODES } from 'node:http'
import { Refusal } from '../../core/errors.js'
import { hasSandboxKey, replaceSandboxKey } from './api-key.js'
import { mostKept, Tap } from './body-copy.js'
import { readCreatedId } from './created-id.js'
import { effects } from './effects.js'
import type { Exchange, Incoming, Relayed } from './exchange.js'
import { type Limits, needsBody, object } from './guardrails.js'
import { without } from './headers.js'
import { readAsked } from './request-target.js'
import type { Session } from './session.js'
import type { Upstream } from './upstream.js'
import { canBeHeld, hold, pass, release, toAnswer } from './upstream-answer.js'

export interface RelayParts {
  readonly upstream: Upstream
  /** What goes out in place of a sandbox's key. */
  readonly key: string | undefined
  readonly limits: Limits
  readonly session: Session
  /** Unix milliseconds. */
  readonly wall: () => number
  /** Milliseconds of any clock that only goes forward. */
  readonly stopwatch: () => number
  /** Words a refusal as the vendor would. */
  readonly answerRefusal: (refusal: Refusal) => {
    status: number
    headers: Readonly<Record<string, string>>
    body: string
  }
  /** Compares an exchange of which all is there. @returns in how many things it differs; null: it could not be compared */
  readonly inspect: (exchange: Exchange) => Promise<number | null>
  /** Hears of an exchange that cannot be held until it is compared; of any, why it was not let out. */
  readonly onPassed: (exchange: Exchange, why: string) => void
  readonly onRefused: () => void
  /** Hears of every exchange once it is over. */
  readonly onEnd: (exchange: Exchange) => void
}

/** Takes requests to the upstream and its answers back. */
export class Relay {
  readonly #underWay = new Set<Exchange>()

  constructor(private readonly parts: RelayParts) {}

  /** The life of a request that is passed on, in the order in which things happen. @throws when the session cannot be written, and then nothing has gone out */
  async relay(incoming: Incoming): Promise<Relayed> {
    const { parts } = this
    const asked = readAsked(incoming.method, incoming.target)
    const body = needsBody(asked) ? await read(incoming.body) : null
    const usesOurKey = parts.key !== undefined && hasSandboxKey(incoming.headers)
    const objection =
      usesOurKey && !incoming.isTrusted
        ? 'the key that the emulator was given is not lent to foreign hosts and origins; --allowed-hosts names those that may have it'
        : object({ asked, headers: incoming.headers, body }, parts.limits, parts.session)
    if (objection !== null) {
      parts.onRefused()
      return this.#answer(
        new Refusal([{ code: '10010', detail: 'The passthrough does not let this request out.' }], { hint: objection }),
      )
    }
    const headers = usesOurKey ? replaceSandboxKey(incoming.headers, parts.key as string) : incoming.headers
    const target = incoming.target.slice('/v2'.length)
    const exchange = this.#begin(incoming, asked, parts.upstream.at(target), body)
    const began = parts.stopwatch()
    let message: IncomingMessage
    try {
      message = await parts.upstream.send({
        method: asked.method,
        target,
        headers,
        body: body ?? incoming.body,
        signal: incoming.signal,
      })
    } catch (error) {
      exchange.took.waitMs = parts.stopwatch() - began
      return this.#answerFailure(exchange, error)
    }
    exchange.took.waitMs = parts.stopwatch() - began
    return this.#takeBack(exchange, message)
  }

  async #takeBack(exchange: Exchange, message: IncomingMessage): Promise<Relayed> {
    const { parts } = this
    const answer = toAnswer(message)
    exchange.response = answer
    const began = parts.stopwatch()
    const reason = whyNotHeld(exchange)
    const held = reason === null ? await hold(message, answer) : pass(message)
    let drift: number | null = null
    if (reason === null && answer.body.hasEnded) {
      const createdId = readCreatedId(exchange)
      if (createdId !== undefined) parts.session.recordCreated(createdId)
      drift = await parts.inspect(exchange)
    } else {
      parts.onPassed(
        exchange,
        reason ?? (held.error === undefined ? 'the answer is larger than 1 MiB' : 'the answer broke off'),
      )
    }
    const end = (failure: unknown) => {
      exchange.took.receiveMs = parts.stopwatch() - began
      if (failure !== undefined) exchange.failure ??= `the answer broke off: ${textOf(failure)}`
      this.#end(exchange)
    }
    const isWhole = answer.body.hasEnded
    if (isWhole) end(undefined)
    return {
      status: answer.status,
      reason: answer.reason,
      headers:
        drift === null
          ? answer.headers
          : [...without(answer.headers, ['x-emulator-drift']), 'x-emulator-drift', String(drift)],
      isWhole,
      body: isWhole ? release(held, answer) : watch(release(held, answer), end),
      trailers: () => message.rawTrailers,
    }
  }

  #begin(incoming: Incoming, asked: Exchange['asked'], url: string, body: Buffer | null): Exchange {
    const tap = new Tap()
    if (body !== null) {
      tap.add(body)
      tap.hasEnded = true
    } else {
      incoming.body.on('data', (chunk: Buffer) => tap.add(chunk))
      incoming.body.on('end', () => {
        tap.hasEnded = true
      })
    }
    const exchange: Exchange = {
      asked,
      url,
      request: { httpVersion: incoming.httpVersion, headers: incoming.headers, body: tap },
      response: null,
      failure: null,
      startedAt: this.parts.wall(),
      took: { waitMs: 0, receiveMs: 0 },
      isOverlapped: false,
    }
    for (const other of this.#underWay) {
      if (isRead(other) && isRead(exchange)) continue
      other.isOverlapped = true
      exchange.isOverlapped = true
    }
    this.#underWay.add(exchange)
    return exchange
  }

  #end(exchange: Exchange): void {
    this.#underWay.delete(exchange)
    this.parts.onEnd(exchange)
  }

  #answerFailure(exchange: Exchange, error: unknown): Relayed {
    exchange.failure = `no answer came: ${textOf(error)}`
    this.parts.onPassed(exchange, 'no answer came')
    this.#end(exchange)
    const hint = `${exchange.url.split('?')[0]} did not answer: ${textOf(error)}; the emulator answers nothing in its place`
    return this.#answer(new Refusal([{ code: '10007', detail: 'The upstream did not answer.' }], { status: 502, hint }))
  }

  #answer(refusal: Refusal): Relayed {
    const { status, headers, body } = this.parts.answerRefusal(refusal)
    const bytes = Buffer.from(body)
    const lines = [...Object.entries(headers).flat(), 'content-length', String(bytes.length)]
    return {
      status,
      reason: STATUS_CODES[status] ?? '',
      headers: lines,
      isWhole: true,
      body: only(bytes),
      trailers: () => [],
    }
  }
}

function whyNotHeld({ asked, request, response }: Exchange): string | null {
  if (!request.body.hasEnded) return 'the answer came before the request had ended'
  if (request.body.bytes === null) return 'the request is larger than 1 MiB'
  return response !== null && canBeHeld(response, asked.method) ? null : 'the answer is not JSON of at most 1 MiB'
}

const isRead = ({ asked: { operation } }: Exchange) => operation === null || effects[operation.id] === 'reads'

const textOf = (error: unknown) => {
  const { code, message } = error as NodeJS.ErrnoException
  return [code, message].filter(Boolean).join(', ') || String(error)
}

/** A whole body; null when it is too long to be read, or does not come whole. */
async function read(body: NodeJS.ReadableStream): Promise<Buffer | null> {
  const tap = new Tap()
  try {
    for await (const chunk of body) {
      tap.add(chunk as Buffer)
      if (tap.length > mostKept) return null
    }
    return tap.bytes
  } catch {
    return null
  }
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** Tells how a body ended: undefined for well. */
async function* watch(body: AsyncIterable<Uint8Array>, onEnd: (failure: unknown) => void): AsyncGenerator<Uint8Array> {
  let failure: unknown = new Error('the client has gone')
  try {
    yield* body
    failure = undefined
  } catch (error) {
    failure = error
    throw error
  } finally {
    onEnd(failure)
  }
}
