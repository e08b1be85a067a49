import type { Context } from 'hono'
import type { Decision } from '../core/decision.js'
import { toJournalBody } from '../core/journal-entry.js'
import { type Facts, type FaultRule, noFacts } from '../core/overrides.js'
import type { Allowance } from '../core/rate-limits.js'
import type { Sandbox } from '../core/sandbox.js'
import { defaultSandbox } from '../core/sandboxes.js'
import type { Trace } from '../core/trace.js'
import { maskAuthorization } from '../wire/key-masking.js'
import { readTrace } from '../wire/trace.js'
import type { AppParts } from './parts.js'
import type { VendorResponse } from './vendor-response.js'

/** A request to the emulated API and its results so far, collected for the journal and the coverage. */
export interface RequestContext {
  readonly requestId: string
  readonly c: Context
  /** When the request began, for the metrics; null while nothing is measured. */
  readonly began: number | null
  readonly trace: Trace | null
  /** Undefined until the key opens a sandbox. */
  sandbox: Sandbox | undefined
  facts: Facts
  bodyText: string | null
  allowance: Allowance | undefined
  fault: FaultRule | null
  /** Null until the request is carried out. */
  decision: Decision | null
  /** The rule of a refusal. */
  rule: string | null
  /** Hints about the request, which its decision shares. */
  readonly hints: string[]
  /** When the request arrived, by the clock of the answer delays; 0 without them. */
  readonly arrivedAt: number
  /** How long the answer is held back. Milliseconds. */
  latencyMs: number
}

export function beginRequest(c: Context, operation: string | null, parts: AppParts): RequestContext {
  return {
    requestId: parts.createRequestId(),
    c,
    began: parts.durations.begin(),
    trace: traceOf(c),
    sandbox: undefined,
    facts: { ...noFacts, operation },
    bodyText: null,
    allowance: undefined,
    fault: null,
    decision: null,
    rule: null,
    hints: [],
    arrivedAt: parts.answerDelays?.now() ?? 0,
    latencyMs: 0,
  }
}

/** The trace that a request belongs to; most have none. */
function traceOf({ req }: Context): Trace | null {
  const parent = req.header('traceparent')
  return parent === undefined ? null : readTrace(parent, req.header('tracestate'))
}

/** Adds a response to the coverage and to the journal of the sandbox, or of the default one if no sandbox was opened. */
export function endRequest(context: RequestContext, answer: VendorResponse, parts: AppParts): void {
  const { decision, fault } = context
  const facts = { ...context.facts, verificationId: decision?.verificationId ?? context.facts.verificationId }
  const status = fault?.fault.kind === 'hang' ? 0 : answer.status
  const outcome = decision?.outcome ?? null
  const { errorCode } = answer
  const workMs = parts.durations.end(facts.operation, context.began)
  const sandbox = context.sandbox ?? parts.sandboxes.read(defaultSandbox)
  const { operation } = facts
  parts.onAnswer({ operation, status, outcome, errorCode, fault: fault?.fault.kind ?? null }, sandbox.name)
  const { req } = context.c
  if (status >= 400 && parts.onRefused !== undefined) {
    const { 'x-emulator-hint': hint = '' } = answer.headers
    parts.onRefused({ method: req.method, path: pathOf(req.url), status, errorCode, hint, sandbox: sandbox.name })
  }
  if (!sandbox.journal.isOn) return
  const rule = context.rule ?? decision?.rule ?? null
  sandbox.journal.add({
    kind: 'request',
    at: sandbox.world.clock.now(),
    facts,
    method: req.method,
    path: pathOf(req.url),
    status,
    decided: { rule, scenario: decision?.scenario ?? null, fault: fault?.id ?? null, outcome, errorCode },
    requestHeaders: pickHeaders((name) => req.header(name)),
    requestBody: toJournalBody(context.bodyText),
    trace: context.trace,
    latencyMs: context.latencyMs,
    timing: workMs === null || status === 0 ? null : { workMs, tookMs: tookOf(context, workMs) },
    answerHeaders: answer.headers,
    answerBody: toJournalBody(answer.status === 0 ? null : answer.body),
  })
}

/** A latency fault begins when the work is done; the latency of a profile counts from the arrival of the request. */
function tookOf({ latencyMs, fault }: RequestContext, workMs: number): number {
  return fault?.fault.kind === 'latency' ? workMs + latencyMs : Math.max(workMs, latencyMs)
}

/** The request headers that can explain a response. */
const telling = ['content-type', 'user-agent', 'x-emulator-outcome', 'x-stainless-retry-count']

function pickHeaders(read: (name: string) => string | undefined): Record<string, string> {
  const headers: Record<string, string> = {}
  const authorization = read('authorization')
  if (authorization !== undefined) headers.authorization = maskAuthorization(authorization)
  for (const name of telling) {
    const value = read(name)
    if (value !== undefined) headers[name] = value
  }
  return headers
}

/** The path of a URL, as sent. */
export function sentPath(url: string): string {
  return pathOf(url).replace(/[?#].*$/s, '')
}

/** Path and query of a URL, as sent. */
function pathOf(url: string): string {
  return url.slice(url.indexOf('/', url.indexOf('//') + 2))
}
