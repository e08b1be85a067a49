import type { Decision } from '../core/decision.js'
import type { Facts, FaultRule } from '../core/overrides.js'
import type { Allowance } from '../core/rate-limits.js'
import type { Sandbox } from '../core/sandbox.js'
import type { Trace } from '../core/trace.js'
import { readTrace } from '../wire/trace.js'
import type { Call } from './call.js'
import type { AppParts } from './parts.js'

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

/** @param facts what is known about any request of its operation */
export function beginRequest(call: Call, facts: Facts, parts: AppParts): RequestContext {
  return {
    requestId: parts.createRequestId(),
    call,
    began: parts.durations.begin(),
    trace: traceOf(call),
    sandbox: undefined,
    facts,
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
