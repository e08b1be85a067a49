import { createDecision } from '../core/decision.js'
import { createRefusal, refuse } from '../core/errors.js'
import { takeFault } from '../core/faults.js'
import type { Scenario } from '../core/overrides.js'
import { hashText } from '../core/random.js'
import { countRequest } from '../core/rate-limits.js'
import type { Sandbox } from '../core/sandbox.js'
import { refuseIfForced } from '../core/scenarios.js'
import type { VerifyOperation } from '../spec/operations.js'
import { factsOf } from '../verify-api/facts.js'
import type { ApiRequest } from '../verify-api/operation.js'
import { InputError } from '../wire/input-error.js'
import { readOutcome, requireFit } from '../wire/overrides.js'
import type { PathParams } from '../wire/path-match.js'
import { hintQuery } from '../wire/query-hints.js'
import { type Answer, andThen, type Pending } from './answer.js'
import { hasOtherKey, readApiKey, sandboxOfKey } from './api-key.js'
import { applyFault, planLatency, standsInFront, toFaultResponse } from './apply-fault.js'
import { type Call, headersOf } from './call.js'
import { requireVerifyHost } from './control-access.js'
import { hintDroppedRead } from './dropped.js'
import { endRequest } from './end-request.js'
import { explainCheck, hasUpperCaseId, lowerIds } from './hints/values.js'
import type { AnyHandler, Implementation } from './implementation.js'
import { mutateAnswer } from './mutate-answer.js'
import type { AppParts } from './parts.js'
import { beginRequest, type RequestContext } from './request-context.js'
import { decodeParameters, queriesOf, queryOf } from './target.js'
import type { VendorResponse } from './vendor-response.js'
import { toJsonResponse } from './vendor-response.js'
import { readBody, validateBody } from './verify-body.js'
import { toFailureResponse } from './verify-failure.js'

/** The facts about an operation that do not depend on a request. */
interface Route extends Implementation {
  readonly operation: VerifyOperation
  readonly hasPathParams: boolean
}

const none = {}

/** Handles requests for one operation of the emulated API: carries them out, records them and applies faults. */
export function handleVerifyRequest(
  operation: VerifyOperation,
  implementation: Implementation,
  parts: AppParts,
): (call: Call, params: PathParams) => Pending<Answer> {
  const route: Route = {
    operation,
    ...implementation,
    hasPathParams: operation.path.includes('{'),
  }
  return (call, params) => {
    const context = beginRequest(call, operation.id, parts)
    const succeed = (answer: VendorResponse) => finish(mutateAnswer(answer, context), context, parts)
    const fail = (error: unknown) => succeed(toFailureResponse(error, operation, context, parts))
    let answer: Pending<VendorResponse>
    try {
      answer = carryOut(context, params, route, parts)
    } catch (error) {
      return fail(error)
    }
    return answer instanceof Promise ? answer.then(succeed, fail) : succeed(answer)
  }
}

/** Records a request and its answer, holds the answer back and applies the fault. */
function finish(answer: VendorResponse, context: RequestContext, parts: AppParts): Pending<Answer> {
  context.latencyMs = planLatency(context, context.facts.operation ?? '')
  endRequest(context, answer, parts)
  const { call, fault, sandbox, latencyMs, arrivedAt } = context
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
  const authorization = call.header('authorization')
  const { key, hint: keyHint } = readApiKey(authorization, () => hasOtherKey(headersOf(call)))
  if (keyHint !== undefined) context.hints.push(keyHint)
  const name = sandboxOfKey(key)
  parts.onKey(key)
  countAgainstLimit(context, key, parts, name)
  const perform = (sentBody: unknown) => {
    const sandbox = openSandbox(context, name, parts) // opened again: it may have been dropped while the body arrived
    const ready = parts.whenReady(sandbox, route.operation.method === 'GET')
    if (ready === undefined) return performIn(sandbox, context, { params, sentBody }, route, parts)
    return ready.then(() => performIn(openSandbox(context, name, parts), context, { params, sentBody }, route, parts))
  }
  return route.operation.takesBody ? andThen(readBody(context), perform) : perform(undefined)
}

/** What a request has sent: the parameters of its path, not decoded, and its body. */
interface Sent {
  readonly params: PathParams
  readonly sentBody: unknown
}

/** Carries out a request in its sandbox. */
function performIn(
  sandbox: Sandbox,
  context: RequestContext,
  sent: Sent,
  route: Route,
  parts: AppParts,
): Pending<VendorResponse> {
  const { operation } = route
  const { requestId } = context
  context.sandbox = sandbox
  hintDroppedRead(sandbox, parts, context.hints)
  const { path, body } = readIds(context, route, sandbox, sent)
  parts.prepare(sandbox, operation.method === 'GET')
  context.fault = sandbox.run((world) => {
    context.facts = factsOf(world.state, operation.id, path, body)
    return takeFault(world, context.facts)
  })
  const { fault } = context
  if (fault !== null && standsInFront(fault.fault))
    return onceKept(sandbox, parts, () => toFaultResponse(fault, { requestId, allowance: context.allowance }))
  let answer: ReturnType<AnyHandler>
  try {
    answer = runOperation(context, route, sandbox, path, body)
  } catch (error) {
    return onceKept(sandbox, parts, () => {
      throw error
    })
  }
  return onceKept(sandbox, parts, () => {
    for (const hint of explainCheck(context.decision, body)) context.hints.push(hint)
    parts.checkAnswer?.(operation.id, 200, answer.body)
    return toJsonResponse(200, answer.json ?? JSON.stringify(answer.body), {
      requestId,
      hints: context.hints,
      allowance: context.allowance,
      scenario: context.decision?.scenario,
    })
  })
}

/** Goes on once the changes of a sandbox are kept. */
function onceKept<Result>(sandbox: Sandbox, parts: AppParts, next: () => Result): Pending<Result> {
  const kept = parts.commit(sandbox)
  return kept === undefined ? next() : kept.then(next)
}

/** Path parameters and body, with the IDs in lower case (P14). */
function readIds(
  context: RequestContext,
  { hasPathParams }: Route,
  { world }: Sandbox,
  { params, sentBody: body }: Sent,
) {
  const path: Record<string, string> = hasPathParams ? decodeParameters(params) : none
  if (!hasUpperCaseId(context.call.path, context.bodyText)) return { path, body }
  const { hint, ...lowered } = lowerIds(world.state, path, body)
  if (hint !== undefined) context.hints.push(hint)
  return lowered
}

/** Validates a request and runs its operation at a single time. */
function runOperation(
  context: RequestContext,
  { operation, handle, validate }: Route,
  sandbox: Sandbox,
  path: object,
  sentBody: unknown,
): ReturnType<AnyHandler> {
  const { hints } = context
  const { target } = context.call
  const query = target.includes('?') ? queryOf(target) : none
  if (query !== none) hintQuery(queriesOf(target), operation.query, hints)
  const decision = createDecision(context.facts, readForced(context, operation), hints, context.trace)
  const body = validateBody(operation, validate, sentBody, { dialect: sandbox.world.settings.dialect, hints })
  const request = { path, query, body } as unknown as ApiRequest<never>
  context.decision = decision
  return sandbox.run((world) => {
    refuseIfForced(world, decision)
    return handle(world, request, decision)
  })
}

/** A request that only reads never creates a sandbox, which could drop another one. */
function openSandbox({ call }: RequestContext, name: string, { sandboxes }: AppParts): Sandbox {
  return call.method === 'GET' || call.method === 'HEAD' ? sandboxes.read(name) : sandboxes.open(name)
}

/** @throws {Refusal} 429, 10011 if the key exceeds its rate limit (H12) */
function countAgainstLimit(context: RequestContext, key: string, parts: AppParts, name: string): void {
  const sandbox = openSandbox(context, name, parts)
  const most = sandbox.world.settings.limits.requestsPerSecond
  context.sandbox = sandbox
  if (most === null) return
  parts.prepare(sandbox, true)
  context.allowance = sandbox.run((world) => countRequest(world, most, hashText(key)))
  if (!context.allowance.isSpent) return
  refuse('10011', {
    rule: 'H12',
    hint: `the rate limit is ${most} requests per second and key; change it with --requests-per-second`,
  })
}

/** The outcome that a request forces by its own header. @throws {Refusal} 400, 10015 with the list of outcomes */
function readForced(context: RequestContext, operation: VerifyOperation): Scenario | null {
  const header = context.call.header('x-emulator-outcome')
  if (header === undefined) return null
  try {
    const outcome = readOutcome(header.trim())
    requireFit(outcome, operation.id)
    return { id: 'header', match: {}, outcome, remaining: 1, delayMs: null, origin: 'request' }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    context.decision = { ...createDecision(context.facts), scenario: 'header' } // an invalid header also decides
    throw createRefusal('10015', { hint: `invalid x-emulator-outcome header: ${error.message}` })
  }
}
