import type { Decision } from '../core/decision.js'
import { type Decided, type JournalBody, type RequestEntry, toJournalBody, toKeptBody } from '../core/journal-entry.js'
import type { Facts } from '../core/overrides.js'
import { maskAuthorization } from '../wire/key-masking.js'
import type { Call } from './call.js'
import type { RequestContext } from './request-context.js'
import type { VendorResponse } from './vendor-response.js'

/** The request headers that can explain a response. The key is masked when the entry is read. */
const telling = [
  'authorization',
  'content-type',
  'user-agent',
  'x-emulator-outcome',
  'x-stainless-retry-count',
] as const

/** What is known about a request only at its end. */
export interface RequestEnd {
  /** Unix milliseconds of the sandbox's clock. */
  readonly at: number
  /** HTTP status, or 0 without an answer. */
  readonly status: number
  readonly workMs: number | null
}

/**
 * A request in the journal. It refers to what the request has left, and is told in full only when it is read: most entries
 * never are. The call itself is not kept, because its connection hangs on it.
 */
export class KeptRequest implements RequestEntry {
  readonly kind = 'request'
  readonly at: number
  readonly method: string
  readonly path: string
  readonly status: number
  readonly trace: RequestEntry['trace']
  readonly latencyMs: number
  readonly answerHeaders: VendorResponse['headers']
  readonly #requestBody: JournalBody
  readonly #answerBody: JournalBody
  readonly #facts: Facts
  readonly #decision: Decision | null
  readonly #rule: string | null
  readonly #fault: RequestContext['fault']
  readonly #errorCode: string | null
  readonly #workMs: number | null
  readonly #sent: readonly (string | undefined)[]

  constructor(context: RequestContext, answer: VendorResponse, { at, status, workMs }: RequestEnd) {
    const { call } = context
    this.at = at
    this.method = call.method
    this.path = call.target
    this.status = status
    this.trace = context.trace
    this.latencyMs = context.latencyMs
    this.#requestBody = toKeptBody(context.bodyText)
    this.answerHeaders = answer.headers
    this.#answerBody = toKeptBody(answer.status === 0 ? null : answer.body)
    this.#facts = context.facts
    this.#decision = context.decision
    this.#rule = context.rule
    this.#fault = context.fault
    this.#errorCode = answer.errorCode
    this.#workMs = workMs
    this.#sent = readTelling(call)
  }

  get requestBody(): JournalBody {
    return toJournalBody(this.#requestBody)
  }

  get answerBody(): JournalBody {
    return toJournalBody(this.#answerBody)
  }

  get facts(): Facts {
    const verificationId = this.#decision?.verificationId ?? this.#facts.verificationId
    return verificationId === this.#facts.verificationId ? this.#facts : { ...this.#facts, verificationId }
  }

  get decided(): Decided {
    const decision = this.#decision
    return {
      rule: this.#rule ?? decision?.rule ?? null,
      scenario: decision?.scenario ?? null,
      fault: this.#fault?.id ?? null,
      outcome: decision?.outcome ?? null,
      errorCode: this.#errorCode,
    }
  }

  get requestHeaders(): Record<string, string> {
    const headers: Record<string, string> = {}
    for (const [index, name] of telling.entries()) {
      const value = this.#sent[index]
      if (value !== undefined) headers[name] = name === 'authorization' ? maskAuthorization(value) : value
    }
    return headers
  }

  get timing(): RequestEntry['timing'] {
    const workMs = this.#workMs
    if (workMs === null || this.status === 0) return null
    // A latency fault begins when the work is done; the latency of a profile counts from the arrival of the request.
    const isAfterwards = this.#fault?.fault.kind === 'latency'
    return { workMs, tookMs: isAfterwards ? workMs + this.latencyMs : Math.max(workMs, this.latencyMs) }
  }
}

const readTelling = (call: Call) => telling.map((name) => call.header(name))
