import { type IncomingMessage, STATUS_CODES } from 'node:http'
import { createRefusal, type Refusal } from '../../core/errors.js'
import { hasSandboxKey } from './api-key.js'
import { BodyCopy, readBody } from './body-copy.js'
import { notifyEnd, yieldOnce } from './body-streams.js'
import { readCreatedId } from './created-id.js'
import { effects } from './effects.js'
import type { Incoming, Relayed, UpstreamExchange } from './exchange.js'
import { findObjection, type Guardrails, lacksBody, needsBody } from './guardrails.js'
import { without } from './headers.js'
import { buildOutgoing, type OutgoingRequest, withoutBody } from './outgoing.js'
import { beginsPlainly } from './request-target.js'
import type { Session } from './session.js'
import type { Upstream } from './upstream.js'
import {
  bufferBody,
  canBeCompared,
  canBeHeld,
  longestHeld,
  skipBuffer,
  streamBody,
  toUpstreamAnswer,
} from './upstream-answer.js'

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
  /** Compares a long exchange, whose answer has gone out already. */
  readonly inspectLater: (exchange: UpstreamExchange) => void
  /** Called for an exchange that cannot be compared, with the reason. */
  readonly onSkipped: (exchange: UpstreamExchange, why: string) => void
  readonly onRefused: () => void
  /** Called for every exchange when it has ended. */
  readonly onEnd: (exchange: UpstreamExchange) => void
  /** Called for failures of our own, which never keep an answer from the client. */
  readonly onBug: (error: unknown) => void
}

/** Relays requests to the upstream and its answers to the client. */
export class Relay {
  readonly #inFlight = new Set<UpstreamExchange>()

  constructor(private readonly parts: RelayParts) {}

  /** Builds, checks, sends, compares and answers a request. Nothing is sent if the session cannot be written. */
  async relay(incoming: Incoming): Promise<Relayed> {
    const { parts } = this
    if (!beginsPlainly(incoming.target)) return this.#refuse('the path must begin with /v2, without escapes')
    const usesOurKey = parts.key !== undefined && hasSandboxKey(incoming.headers)
    const built = buildOutgoing(incoming, {
      host: parts.upstream.url.host,
      key: usesOurKey ? parts.key : undefined,
    })
    const body = needsBody(built) ? await readBody(incoming.body) : null
    const outgoing =
      body?.length === 0 && built.framing !== 'none' && lacksBody(built.asked) ? withoutBody(built) : built
    if (usesOurKey && !incoming.isTrusted)
      return this.#refuse(
        'the upstream key is only used for requests from this machine; allow other hosts with --allowed-hosts',
      )
    let objection: string | null
    try {
      objection = findObjection(outgoing, body, parts.guardrails, parts.session)
    } catch (error) {
      return this.#refuse(`the session file cannot be written, so nothing was sent: ${formatError(error)}`)
    }
    if (objection !== null) return this.#refuse(objection)
    const exchange = this.#begin(incoming, outgoing, body)
    const began = parts.stopwatch()
    let message: IncomingMessage
    try {
      message = await parts.upstream.send(outgoing, { body: body ?? incoming.body, signal: incoming.signal })
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
    const end = (failure: unknown) => {
      exchange.took.receiveMs = parts.stopwatch() - began
      if (failure !== undefined) exchange.failure ??= `the answer broke off: ${formatError(failure)}`
      this.#end(exchange)
    }
    const endStreamed = (failure: unknown) => {
      if (reason === null) this.#compareStreamed(exchange, failure)
      end(failure)
    }
    const reason = whyNotCompared(exchange)
    let buffered = skipBuffer(message)
    let drift: number | null = null
    try {
      if (reason === null && canBeHeld(answer)) buffered = await bufferBody(message, answer)
      if (reason !== null) parts.onSkipped(exchange, reason)
      else if (answer.body.hasEnded) drift = await this.#compare(exchange)
    } catch (error) {
      // The answer is the upstream's; a failure of ours must not keep it from the client.
      parts.onBug(error)
    } finally {
      if (answer.body.hasEnded) end(undefined)
    }
    const isWhole = answer.body.hasEnded
    return {
      status: answer.status,
      reason: answer.reason,
      headers:
        drift === null
          ? answer.headers
          : [...without(answer.headers, ['x-emulator-drift']), 'x-emulator-drift', String(drift)],
      isWhole,
      body: isWhole ? streamBody(buffered, answer) : notifyEnd(streamBody(buffered, answer), endStreamed),
      trailers: () => message.rawTrailers,
    }
  }

  /** Compares an exchange before its answer goes out, unless it is long. @returns the number of differences, or null */
  async #compare(exchange: UpstreamExchange): Promise<number | null> {
    this.#recordCreated(exchange)
    if (exchange.request.body.length <= longestHeld) return this.parts.inspect(exchange)
    this.parts.inspectLater(exchange)
    return null
  }

  /** Compares an exchange whose answer was too long to be held. */
  #compareStreamed(exchange: UpstreamExchange, failure: unknown): void {
    const { parts } = this
    try {
      if (failure !== undefined) parts.onSkipped(exchange, 'the answer broke off')
      else if (exchange.response?.body.keptLength === 0) parts.onSkipped(exchange, 'the answer is larger than 1 MiB')
      else {
        this.#recordCreated(exchange)
        parts.inspectLater(exchange)
      }
    } catch (error) {
      parts.onBug(error)
    }
  }

  #recordCreated(exchange: UpstreamExchange): void {
    const createdId = readCreatedId(exchange)
    if (createdId !== undefined) this.parts.session.recordCreated(createdId)
  }

  #begin(incoming: Incoming, outgoing: OutgoingRequest, body: Buffer | null): UpstreamExchange {
    const copy = new BodyCopy()
    if (body !== null || outgoing.framing === 'none') {
      if (body !== null) copy.add(body)
      copy.hasEnded = true
    } else {
      incoming.body.on('data', (chunk: Buffer) => copy.add(chunk))
      incoming.body.on('end', () => {
        copy.hasEnded = true
      })
    }
    const exchange: UpstreamExchange = {
      asked: outgoing.asked,
      url: this.parts.upstream.urlOf(outgoing.target),
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
    if (!this.#inFlight.delete(exchange)) return
    try {
      this.parts.onEnd(exchange)
    } catch (error) {
      this.parts.onBug(error)
    }
  }

  #refuse(hint: string): Relayed {
    this.parts.onRefused()
    return this.#answer(createRefusal('10010', { hint }))
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

function whyNotCompared({ asked, request, response }: UpstreamExchange): string | null {
  if (!request.body.hasEnded) return 'the answer came before the request had ended'
  if (request.body.bytes === null) return 'the request is larger than 1 MiB'
  return response !== null && canBeCompared(response, asked.method) ? null : 'the answer is not JSON of at most 1 MiB'
}

const isRead = ({ asked: { operation } }: UpstreamExchange) => operation === null || effects[operation.id] === 'reads'

const formatError = (error: unknown) => {
  const { code, message } = error as NodeJS.ErrnoException
  return [code, message].filter(Boolean).join(', ') || String(error)
}
