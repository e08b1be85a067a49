import { createDecision } from '../core/decision.js'
import { refuse } from '../core/errors.js'
import { takeFault } from '../core/faults.js'
import { type Facts, type FaultRule, noFacts } from '../core/overrides.js'
import { hashText } from '../core/random.js'
import { countRequest } from '../core/rate-limits.js'
import type { Sandbox } from '../core/sandbox.js'
import { refuseIfForced } from '../core/scenarios.js'
import type { World } from '../core/world.js'
import type { VerifyOperation } from '../spec/operations.js'
import { factsOf } from '../verify-api/facts.js'
import type { ApiRequest } from '../verify-api/operation.js'
import type { PathParams } from '../wire/path-match.js'
import { hintQuery } from '../wire/query-hints.js'
import type { Answer, Pending } from './answer.js'
import { readApiKey, sandboxOfKey } from './api-key.js'
import { applyFault, planLatency, standsInFront, toFaultResponse } from './apply-fault.js'
import type { Call } from './call.js'
import { requireVerifyHost } from './control-access.js'
import { hintDroppedRead } from './dropped.js'
import { endRequest } from './end-request.js'
import { readForced } from './forced-outcome.js'
import type { AnyHandler, Implementation } from './implementation.js'
import { hasUpperCaseId, lowerIds } from './lower-ids.js'
import { mutateAnswer } from './mutate-answer.js'
import { failures } from './on-demand.js'
import type { AppParts } from './parts.js'
import { beginRequest, type RequestContext } from './request-context.js'
import { decodeParameters, queriesOf, queryOf } from './target.js'
import type { VendorResponse } from './vendor-response.js'
import { toJsonResponse } from './vendor-response.js'
import { readBody, validateBody } from './verify-body.js'

/** What is known about an operation before a request. */
interface Route extends Implementation {
  readonly operation: VerifyOperation
  readonly facts: Facts
  readonly isRead: boolean
  readonly hasPathParams: boolean
}

const none = {}

/**
 * Handles requests for one operation of the emulated API: carries them out, records them and applies faults. No function is
 * made for a request that waits for nothing.
 */
export function handleVerifyRequest(
  operation: VerifyOperation,
  implementation: Implementation,
  parts: AppParts,
): (call: Call, params: PathParams) => Pending<Answer> {
  const route: Route = {
    operation,
    ...implementation,
    facts: { ...noFacts, operation: operation.id },
    isRead: operation.method === 'GET',
    hasPathParams: operation.path.includes('{'),
  }
  return (call, params) => {
    const context = beginRequest(call, route.facts, parts)
    let answer: Pending<VendorResponse>
    try {
      answer = carryOut(context, params, route, parts)
    } catch (error) {
      return fail(error, context, operation, parts)
    }
    if (!(answer instanceof Promise)) return finish(answer, context, parts)
    return answer.then(
      (ready) => finish(ready, context, parts),
      (error) => fail(error, context, operation, parts),
    )
  }
}

function fail(error: unknown, context: RequestContext, operation: VerifyOperation, parts: AppParts): Pending<Answer> {
  return failures.use(({ toFailureResponse }) =>
    finish(toFailureResponse(error, operation, context, parts), context, parts),
  )
}

/** Records a request and its answer, holds the answer back and applies the fault. */
function finish(honest: VendorResponse, context: RequestContext, parts: AppParts): Pending<Answer> {
  const answer = mutateAnswer(honest, context)
  context.latencyMs = planLatency(context, context.facts.operation ?? '')
  endRequest(context, answer, parts)
  const { call, fault, sandbox, latencyMs, arrivedAt } = context
  if (fault === null && latencyMs === 0) return answer
  const apply = () => {
    if (fault === null || sandbox === undefined) return answer
    return applyFault(answer, fault, { sandbox, latencyMs, longPolls: parts.control.longPolls, signal: call.signal })
  }
  const isHeldBack = parts.answerDelays !== undefined && latencyMs > 0 && fault?.fault.kind !== 'latency'
  return isHeldBack ? parts.answerDelays.wait(arrivedAt + latencyMs, call.signal).then(apply) : apply()
}

/** Carries out a request: key, rate limit, body, fault, operation, persistence. @throws {Refusal} and {BodyError} */
function carryOut(context: RequestContext, params: PathParams, route: Route, parts: AppParts): Pending<VendorResponse> {
  const { call } = context
  requireVerifyHost(parts.access, call.header('host'), call.authority)
  const { key, hint: keyHint } = readApiKey(call.header('authorization'), call)
  if (keyHint !== undefined) context.hints.push(keyHint)
  const name = sandboxOfKey(key)
  parts.onKey(key)
  const sandbox = openSandbox(context, name, parts)
  context.sandbox = sandbox
  countAgainstLimit(context, key, parts, sandbox)
  const sentBody = route.operation.takesBody ? readBody(context) : undefined
  if (!(sentBody instanceof Promise)) return enter(sandbox, context, { params, sentBody }, route, parts)
  // The sandbox is opened again: it may have been dropped while the body arrived.
  return sentBody.then((body) =>
    enter(openSandbox(context, name, parts), context, { params, sentBody: body }, route, parts),
  )
}

/** What a request has sent: the parameters of its path, not decoded, and its body. */
interface Sent {
  readonly params: PathParams
  readonly sentBody: unknown
}

/** Carries out a request once its sandbox is ready for it. */
function enter(
  sandbox: Sandbox,
  context: RequestContext,
  sent: Sent,
  route: Route,
  parts: AppParts,
): Pending<VendorResponse> {
  const ready = parts.whenReady(sandbox, route.isRead)
  if (ready === undefined) return performIn(sandbox, context, sent, route, parts)
  return ready.then(() => performIn(openSandbox(context, sandbox.name, parts), context, sent, route, parts))
}

/** Carries out a request in its sandbox. */
function performIn(
  sandbox: Sandbox,
  context: RequestContext,
  sent: Sent,
  route: Route,
  parts: AppParts,
): Pending<VendorResponse> {
  context.sandbox = sandbox
  hintDroppedRead(sandbox, parts, context.hints)
  const request = readIds(context, route, sandbox, sent)
  parts.prepare(sandbox, route.isRead)
  let result: ReturnType<AnyHandler> | undefined
  try {
    result = sandbox.run((world) => runOperation(world, context, route, request))
  } catch (error) {
    const kept = parts.commit(sandbox)
    if (kept === undefined) throw error
    return kept.then(() => {
      throw error
    })
  }
  const kept = parts.commit(sandbox)
  if (kept === undefined) return answerWith(result, context, route, request.body, parts)
  return kept.then(() => answerWith(result, context, route, request.body, parts))
}

/** The answer of an operation, once its changes are kept. @param result undefined if a fault stands in front of it */
function answerWith(
  result: ReturnType<AnyHandler> | undefined,
  context: RequestContext,
  route: Route,
  body: unknown,
  parts: AppParts,
): VendorResponse {
  const { requestId, allowance, hints, decision } = context
  if (result === undefined) return toFaultResponse(context.fault as FaultRule, { requestId, allowance })
  route.hint?.(decision, body, hints)
  parts.checkAnswer?.(route.operation.id, 200, result.body)
  const scenario = decision?.scenario
  return toJsonResponse(200, result.json ?? JSON.stringify(result.body), { requestId, hints, allowance, scenario })
}

/** What an operation is given before it is validated. */
interface SentValues {
  readonly path: Readonly<Record<string, string>>
  readonly body: unknown
}

/** Path parameters and body, with the IDs in lower case (P14). */
function readIds(
  context: RequestContext,
  { hasPathParams }: Route,
  { world }: Sandbox,
  { params, sentBody: body }: Sent,
): SentValues {
  const path: Record<string, string> = hasPathParams ? decodeParameters(params) : none
  if (!hasUpperCaseId(context.call.path, context.bodyText)) return { path, body }
  const { hint, ...lowered } = lowerIds(world.state, path, body)
  if (hint !== undefined) context.hints.push(hint)
  return lowered
}

/**
 * Takes the fault of a request, validates the request and runs its operation, all at one moment.
 *
 * @returns undefined if the fault stands in front of the operation
 */
function runOperation(
  world: World,
  context: RequestContext,
  { operation, handle, validate }: Route,
  { path, body: sentBody }: SentValues,
): ReturnType<AnyHandler> | undefined {
  const facts = factsOf(world.state, operation.id, path, sentBody)
  context.facts = facts
  context.fault = takeFault(world, facts)
  if (context.fault !== null && standsInFront(context.fault.fault)) return undefined
  const { hints } = context
  const { target } = context.call
  const query = target.includes('?') ? queryOf(target) : none
  if (query !== none) hintQuery(queriesOf(target), operation.query, hints)
  const decision = createDecision(facts, readForced(context, operation), hints, context.trace)
  const body = validateBody(operation, validate, sentBody, world.settings.dialect, hints)
  context.decision = decision
  refuseIfForced(world, decision)
  return handle(world, { path, query, body } as unknown as ApiRequest<never>, decision)
}

/** A request that only reads never creates a sandbox, which could drop another one. */
function openSandbox({ call }: RequestContext, name: string, { sandboxes }: AppParts): Sandbox {
  return call.method === 'GET' || call.method === 'HEAD' ? sandboxes.read(name) : sandboxes.open(name)
}

/** @throws {Refusal} 429, 10011 if the key exceeds its rate limit (H12) */
function countAgainstLimit(context: RequestContext, key: string, parts: AppParts, sandbox: Sandbox): void {
  const most = sandbox.world.settings.limits.requestsPerSecond
  if (most === null) return
  parts.prepare(sandbox, true)
  context.allowance = sandbox.run((world) => countRequest(world, most, hashText(key)))
  if (!context.allowance.isSpent) return
  refuse('10011', {
    rule: 'H12',
    hint: `the rate limit is ${most} requests per second and key; change it with --requests-per-second`,
  })
}
