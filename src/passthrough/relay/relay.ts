import { type IncomingMessage, STATUS_CODES } from 'node:http'
import { createRefusal, type Refusal } from '../../core/errors.js'
import { hasSandboxKey, replaceSandboxKey } from './api-key.js'
import { BodyCopy, maxCopyBytes } from './body-copy.js'
import { readCreatedId } from './created-id.js'
import { effects } from './effects.js'
import type { Incoming, Relayed, UpstreamExchange } from './exchange.js'
import { findObjection, type Guardrails, needsBody } from './guardrails.js'
import { without } from './headers.js'
import { readRequestTarget } from './request-target.js'
import type { Session } from './session.js'
import type { Upstream } from './upstream.js'
import { bufferBody, canBeBuffered, skipBuffer, streamBody, toUpstreamAnswer } from './upstream-answer.js'

export interface RelayParts {
  readonly upstream: Upstream
  /** The API key that replaces the key of a sandbox. */
  readonly key: string | undefined
  readonly guardrails: Guardrails
  readonly session: Session
  /** Unix milliseconds. */
  readonly wall: () => number
  /** Milliseconds of a monotonic clock. */
  readonly stopwatch: () => number
  /** Formats a refusal as the vendor would. */
  readonly answerRefusal: (refusal: Refusal) => {
    status: number
    headers: Readonly<Record<string, string>>
    body: string
  }
  /** Compares a complete exchange. @returns the number of differences; null if it could not be compared */
  readonly inspect: (exchange: UpstreamExchange) => Promise<number | null>
  /** Called for an exchange that cannot be compared, with the reason. */
  readonly onSkipped: (exchange: UpstreamExchange, why: string) => void
  readonly onRefused: () => void
  /** Called for every exchange when it has ended. */
  readonly onEnd: (exchange: UpstreamExchange) => void
}

/** Relays requests to the upstream and its answers to the client. */
export class Relay {
  readonly #inFlight = new Set<UpstreamExchange>()

  constructor(private readonly parts: RelayParts) {}

  /** Checks, sends, compares and answers a request. @throws if the session cannot be written; nothing has been sent then */
  async relay(incoming: Incoming): Promise<Relayed> {
    const { parts } = this
    const asked = readRequestTarget(incoming.method, incoming.target)
    const body = needsBody(asked) ? await readBody(incoming.body) : null
    const usesOurKey = parts.key !== undefined && hasSandboxKey(incoming.headers)
    const objection =
      usesOurKey && !incoming.isTrusted
        ? 'the upstream key is only used for requests from this machine; allow other hosts with --allowed-hosts'
        : findObjection({ asked, headers: incoming.headers, body }, parts.guardrails, parts.session)
    if (objection !== null) {
      parts.onRefused()
      return this.#answer(createRefusal('10010', { hint: objection }))
    }
    const headers = usesOurKey ? replaceSandboxKey(incoming.headers, parts.key as string) : incoming.headers
    const target = incoming.target.slice('/v2'.length)
    const exchange = this.#begin(incoming, asked, parts.upstream.urlOf(target), body)
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

  async #takeBack(exchange: UpstreamExchange, message: IncomingMessage): Promise<Relayed> {
    const { parts } = this
    const answer = toUpstreamAnswer(message)
    exchange.response = answer
    const began = parts.stopwatch()
    const reason = whyNotBuffered(exchange)
    const buffered = reason === null ? await bufferBody(message, answer) : skipBuffer(message)
    let drift: number | null = null
    if (reason === null && answer.body.hasEnded) {
      const createdId = readCreatedId(exchange)
      if (createdId !== undefined) parts.session.recordCreated(createdId)
      drift = await parts.inspect(exchange)
    } else {
      parts.onSkipped(
        exchange,
        reason ?? (buffered.error === undefined ? 'the answer is larger than 1 MiB' : 'the answer broke off'),
      )
    }
    const end = (failure: unknown) => {
      exchange.took.receiveMs = parts.stopwatch() - began
      if (failure !== undefined) exchange.failure ??= `the answer broke off: ${formatError(failure)}`
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
      body: isWhole ? streamBody(buffered, answer) : notifyEnd(streamBody(buffered, answer), end),
      trailers: () => message.rawTrailers,
    }
  }

  #begin(incoming: Incoming, asked: UpstreamExchange['asked'], url: string, body: Buffer | null): UpstreamExchange {
    const copy = new BodyCopy()
    if (body !== null) {
      copy.add(body)
      copy.hasEnded = true
    } else {
      incoming.body.on('data', (chunk: Buffer) => copy.add(chunk))
      incoming.body.on('end', () => {
        copy.hasEnded = true
      })
    }
    const exchange: UpstreamExchange = {
      asked,
      url,
      request: { httpVersion: incoming.httpVersion, headers: incoming.headers, body: copy },
      response: null,
      failure: null,
      startedAt: this.parts.wall(),
      took: { waitMs: 0, receiveMs: 0 },
      isOverlapped: false,
    }
    for (const other of this.#inFlight) {
      if (isRead(other) && isRead(exchange)) continue
      other.isOverlapped = true
      exchange.isOverlapped = true
    }
    this.#inFlight.add(exchange)
    return exchange
  }

  #end(exchange: UpstreamExchange): void {
    this.#inFlight.delete(exchange)
    this.parts.onEnd(exchange)
  }

  #answerFailure(exchange: UpstreamExchange, error: unknown): Relayed {
    exchange.failure = `no answer: ${formatError(error)}`
    this.parts.onSkipped(exchange, 'there was no answer')
    this.#end(exchange)
    const hint = `${exchange.url.split('?')[0]} did not answer: ${formatError(error)}; the emulator never answers in its place`
    return this.#answer(createRefusal('10007', { status: 502, hint }))
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
      body: yieldOnce(bytes),
      trailers: () => [],
    }
  }
}

function whyNotBuffered({ asked, request, response }: UpstreamExchange): string | null {
  if (!request.body.hasEnded) return 'the answer came before the request had ended'
  if (request.body.bytes === null) return 'the request is larger than 1 MiB'
  return response !== null && canBeBuffered(response, asked.method) ? null : 'the answer is not JSON of at most 1 MiB'
}

const isRead = ({ asked: { operation } }: UpstreamExchange) => operation === null || effects[operation.id] === 'reads'

const formatError = (error: unknown) => {
  const { code, message } = error as NodeJS.ErrnoException
  return [code, message].filter(Boolean).join(', ') || String(error)
}

/** Reads a whole body; null if it is too long or incomplete. */
async function readBody(body: NodeJS.ReadableStream): Promise<Buffer | null> {
  const copy = new BodyCopy()
  try {
    for await (const chunk of body) {
      copy.add(chunk as Buffer)
      if (copy.length > maxCopyBytes) return null
    }
    return copy.bytes
  } catch {
    return null
  }
}

async function* yieldOnce(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** Streams a body and reports its end, with the failure if there was one. */
async function* notifyEnd(
  body: AsyncIterable<Uint8Array>,
  onEnd: (failure: unknown) => void,
): AsyncGenerator<Uint8Array> {
  let failure: unknown = new Error('the client disconnected')
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
