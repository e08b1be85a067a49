import type { Decision } from '../core/decision.js'
import { toJournalBody } from '../core/journal-entry.js'
import { type Facts, type FaultRule, noFacts } from '../core/overrides.js'
import type { Allowance } from '../core/rate-limits.js'
import type { Sandbox } from '../core/sandbox.js'
import { defaultSandbox } from '../core/sandboxes.js'
import type { Trace } from '../core/trace.js'
import { maskAuthorization } from '../wire/key-masking.js'
import { readTrace } from '../wire/trace.js'
import type { Call } from './call.js'
import type { AppParts } from './parts.js'
import type { VendorResponse } from './vendor-response.js'

/** A request to the emulated API and its results so far, collected for the journal and the coverage. */
export interface RequestContext {
  readonly requestId: string
  readonly call: Call
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

export function beginRequest(call: Call, operation: string | null, parts: AppParts): RequestContext {
  return {
    requestId: parts.createRequestId(),
    call,
    began: parts.durations.begin(),
    trace: traceOf(call),
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
function traceOf(call: Call): Trace | null {
  const parent = call.header('traceparent')
  return parent === undefined ? null : readTrace(parent, call.header('tracestate'))
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
  const { call } = context
  if (status >= 400 && parts.onRefused !== undefined) {
    const { 'x-emulator-hint': hint = '' } = answer.headers
    parts.onRefused({ method: call.method, path: call.target, status, errorCode, hint, sandbox: sandbox.name })
  }
  if (!sandbox.journal.isOn) return
  const rule = context.rule ?? decision?.rule ?? null
  sandbox.journal.add({
    kind: 'request',
    at: sandbox.world.clock.now(),
    facts,
    method: call.method,
    path: call.target,
    status,
    decided: { rule, scenario: decision?.scenario ?? null, fault: fault?.id ?? null, outcome, errorCode },
    requestHeaders: pickHeaders(call),
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

function pickHeaders(call: Call): Record<string, string> {
  const headers: Record<string, string> = {}
  const authorization = call.header('authorization')
  if (authorization !== undefined) headers.authorization = maskAuthorization(authorization)
  for (const name of telling) {
    const value = call.header(name)
    if (value !== undefined) headers[name] = value
  }
  return headers
}
