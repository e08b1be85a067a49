import type { Context } from 'hono'
import { createDecision } from '../core/decision.js'
import { createRefusal, refuse } from '../core/errors.js'
import { takeFault } from '../core/faults.js'
import type { Scenario } from '../core/overrides.js'
import { hashText } from '../core/random.js'
import { countRequest } from '../core/rate-limits.js'
import type { Sandbox } from '../core/sandbox.js'
import { refuseIfForced } from '../core/scenarios.js'
import type { Dialect } from '../core/settings.js'
import type { VerifyOperation } from '../spec/operations.js'
import { factsOf } from '../verify-api/facts.js'
import type { ApiRequest } from '../verify-api/operation.js'
import { InputError } from '../wire/input-error.js'
import { validateLoosely } from '../wire/loose-body.js'
import { readOutcome, requireFit } from '../wire/overrides.js'
import { hintQuery } from '../wire/query-hints.js'
import { describeIgnored } from '../wire/unknown-fields.js'
import { hintNulls, withoutUndeclared } from '../wire/update-hints.js'
import { toRefusal, type Validate } from '../wire/validation.js'
import { hasOtherKey, readApiKey, sandboxOfKey } from './api-key.js'
import { applyFault, planLatency, standsInFront, toFaultResponse } from './apply-fault.js'
import { BodyError, readJsonBody } from './body.js'
import { requireVerifyHost } from './control-access.js'
import { hintDroppedRead } from './dropped.js'
import { explainCheck, hasUpperCaseId, lowerIds } from './hints/values.js'
import type { AnyHandler, Implementation } from './implementation.js'
import { mutateAnswer } from './mutate-answer.js'
import type { AppParts } from './parts.js'
import { beginRequest, endRequest, type RequestContext } from './request-context.js'
import type { VendorResponse } from './vendor-response.js'
import { toResponse, toVendorResponse } from './vendor-response.js'
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
): (c: Context) => Promise<Response> {
  const route: Route = {
    operation,
    ...implementation,
    hasPathParams: operation.path.includes('{'),
  }
  return async (c) => {
    const context = beginRequest(c, operation.id, parts)
    let answer: VendorResponse
    try {
      answer = mutateAnswer(await carryOut(context, route, parts), context)
    } catch (error) {
      answer = mutateAnswer(toFailureResponse(error, operation, context, parts), context)
    }
    context.latencyMs = planLatency(context, operation.id)
    endRequest(context, answer, parts)
    const { fault, sandbox, latencyMs } = context
    if (parts.answerDelays !== undefined && latencyMs > 0 && fault?.fault.kind !== 'latency')
      await parts.answerDelays.wait(context.arrivedAt + latencyMs, c.req.raw.signal)
    if (fault === null || sandbox === undefined) return toResponse(answer)
    return applyFault(answer, fault, {
      sandbox,
      latencyMs,
      longPolls: parts.control.longPolls,
      signal: c.req.raw.signal,
    })
  }
}

/** Carries out a request: key, rate limit, body, fault, operation, persistence. @throws {Refusal} and {BodyError} */
async function carryOut(context: RequestContext, route: Route, parts: AppParts): Promise<VendorResponse> {
  const { c, requestId } = context
  const { operation } = route
  requireVerifyHost(parts.access, c.req.header('host'), c.req.url)
  const header = (name: string) => c.req.header(name)
  const { key, hint: keyHint } = readApiKey(header('authorization'), () => hasOtherKey(header))
  if (keyHint !== undefined) context.hints.push(keyHint)
  const name = sandboxOfKey(key)
  parts.onKey(key)
  countAgainstLimit(context, key, parts, name)
  const sentBody = operation.takesBody ? await readBody(context) : undefined
  let sandbox = openSandbox(context, name, parts) // opened again: it may have been dropped while the body arrived
  const ready = parts.whenReady(sandbox, operation.method === 'GET')
  if (ready !== undefined) {
    await ready
    sandbox = openSandbox(context, name, parts)
  }
  context.sandbox = sandbox
  hintDroppedRead(sandbox, parts, context.hints)
  const { path, body } = readIds(context, route, sandbox, sentBody)
  parts.prepare(sandbox, operation.method === 'GET')
  context.fault = sandbox.run((world) => {
    context.facts = factsOf(world.state, operation.id, path, body)
    return takeFault(world, context.facts)
  })
  if (context.fault !== null && standsInFront(context.fault.fault)) {
    await parts.commit(sandbox)
    return toFaultResponse(context.fault, { requestId, allowance: context.allowance })
  }
  let answer: ReturnType<AnyHandler>
  try {
    answer = runOperation(context, route, sandbox, path, body)
  } finally {
    const persisted = parts.commit(sandbox)
    if (persisted) await persisted
  }
  context.hints.push(...explainCheck(context.decision, body))
  parts.checkAnswer?.(operation.id, 200, answer.body)
  return toVendorResponse(200, answer.body, {
    requestId,
    hints: context.hints,
    allowance: context.allowance,
    scenario: context.decision?.scenario,
  })
}

/** Path parameters and body, with the IDs in lower case (P14). */
function readIds(context: RequestContext, { hasPathParams }: Route, { world }: Sandbox, body: unknown) {
  const path: Record<string, string> = hasPathParams ? context.c.req.param() : none
  if (!hasUpperCaseId(context.c.req.path, context.bodyText)) return { path, body }
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
  const query = context.c.req.url.includes('?') ? context.c.req.query() : none
  if (query !== none) hintQuery(context.c.req.queries(), operation.query, hints)
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
function openSandbox({ c }: RequestContext, name: string, { sandboxes }: AppParts): Sandbox {
  return c.req.method === 'GET' || c.req.method === 'HEAD' ? sandboxes.read(name) : sandboxes.open(name)
}

/** Validates a body, and notes what is ignored or corrected in it (H10, H11, P15). @throws {Refusal} H9, H10 */
function validateBody(
  { id, method }: VerifyOperation,
  validate: Validate | undefined,
  sentBody: unknown,
  { dialect, hints }: { readonly dialect: Dialect; readonly hints: string[] },
): unknown {
  const body = withoutUndeclared(id, sentBody, dialect, hints)
  if (validate === undefined) return body
  if (method === 'PATCH' && !validate(body)) hintNulls(validate.errors ?? [], body, hints)
  if (dialect === 'spec' && !validate(body)) throw toRefusal(validate.errors ?? [], body)
  const valid = dialect === 'spec' ? { body } : validateLoosely(validate, body, { mayBeNull: id.startsWith('Create') })
  for (const hint of [valid.hint, describeIgnored(id, body)]) if (hint !== undefined) hints.push(hint)
  return valid.body
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

async function readBody(context: RequestContext): Promise<unknown> {
  try {
    const { text, value, isMissing, remark } = await readJsonBody(context.c.req)
    context.bodyText = text
    if (isMissing) context.hints.push('the request has no body')
    if (remark !== undefined) context.hints.push(remark)
    return value
  } catch (error) {
    if (error instanceof BodyError) context.bodyText = error.text
    throw error
  }
}

/** The outcome that a request forces by its own header. @throws {Refusal} 400, 10015 with the list of outcomes */
function readForced(context: RequestContext, operation: VerifyOperation): Scenario | null {
  const header = context.c.req.header('x-emulator-outcome')
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
