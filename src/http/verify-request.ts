import type { Context } from 'hono'
import { createDecision } from '../core/decision.js'
import { Refusal, refuse } from '../core/errors.js'
import { takeFault } from '../core/faults.js'
import type { Scenario } from '../core/overrides.js'
import { hashText } from '../core/random.js'
import { countRequest } from '../core/rate-limits.js'
import { refuseAsScripted } from '../core/scenarios.js'
import type { Dialect, World } from '../core/world.js'
import type { verifyOperations } from '../spec/operations.js'
import { requestValidators } from '../spec/requests.js'
import { factsOf } from '../verify-api/facts.js'
import type { ApiRequest } from '../verify-api/operation.js'
import { api } from '../verify-api/table.js'
import { toErrors } from '../wire/error.js'
import { Unusable } from '../wire/input-error.js'
import { readOutcome, requireFit } from '../wire/overrides.js'
import { toRefusal } from '../wire/validation.js'
import { readKey, sandboxOfKey } from './api-key.js'
import type { AppParts } from './app.js'
import { bend, standsInFront, toFaultAnswer } from './apply-fault.js'
import { BodyProblem, readJson, toBodyRefusal } from './body.js'
import { beginExchange, type Exchange, endExchange } from './request-context.js'
import { type Answer, asRefusal, toAnswer, toRefusalAnswer, toResponse } from './vendor-response.js'

type Operation = (typeof verifyOperations)[number]

/** A handler of any operation; the table proves that each fits its own. */
type AnyHandler = (world: World, request: ApiRequest<never>) => { body: unknown; hint?: string }

const none = {}

/** The life of a request to the emulated API, in the order in which things happen. */
export function handleVerifyRequest(operation: Operation, parts: AppParts): (c: Context) => Promise<Response> {
  const handle = api[operation.id] as AnyHandler
  const validate = requestValidators[operation.id]
  const hasPath = operation.path.includes('{')
  const hasQuery = operation.method === 'GET'

  async function carryOut(exchange: Exchange): Promise<Answer> {
    const { c, requestId } = exchange
    const key = readKey(c.req.header('authorization'))
    const name = sandboxOfKey(key)
    parts.onKey(key)
    limit(exchange, key, parts, name)
    const body = operation.takesBody ? await read(exchange) : undefined
    const sandbox = parts.sandboxes.open(name) // anew: while the body came it may have been dropped
    exchange.sandbox = sandbox
    const path = hasPath ? c.req.param() : none
    exchange.facts = factsOf(sandbox.world.state, operation.id, path, body)
    exchange.fault = takeFault(sandbox.world, exchange.facts)
    if (exchange.fault !== null && standsInFront(exchange.fault.fault)) {
      await parts.commit(sandbox)
      return toFaultAnswer(exchange.fault, { requestId, allowance: exchange.allowance })
    }
    let answer: ReturnType<AnyHandler>
    try {
      const forced = readForced(exchange, operation)
      if (validate !== undefined && !validate(body)) throw toRefusal(validate.errors ?? [], body)
      const request = { path, query: hasQuery ? c.req.query() : none, body } as unknown as ApiRequest<never>
      answer = sandbox.run((world) => {
        exchange.decision = world.decision = createDecision(exchange.facts, forced)
        refuseAsScripted(world, exchange.facts)
        return handle(world, request)
      })
    } finally {
      const kept = parts.commit(sandbox)
      if (kept) await kept
    }
    parts.checkAnswer?.(operation.id, 200, answer.body)
    const { hint } = answer
    return toAnswer(200, answer.body, {
      requestId,
      hint,
      allowance: exchange.allowance,
      scenario: exchange.decision?.scenario,
    })
  }

  return async (c) => {
    const exchange = beginExchange(c, operation.id, parts)
    let answer: Answer
    try {
      answer = await carryOut(exchange)
    } catch (error) {
      answer = answerFailure(error, operation, exchange, parts)
    }
    endExchange(exchange, answer, parts)
    const { fault, sandbox } = exchange
    if (fault === null || sandbox === undefined) return toResponse(answer)
    return bend(answer, fault, { sandbox, waits: parts.installation.longPolls, signal: c.req.raw.signal })
  }
}

/** @throws {Refusal} 429, 10011 when the key has used up what it may within a second (H12) */
function limit(exchange: Exchange, key: string, parts: AppParts, name: string): void {
  const sandbox = parts.sandboxes.open(name)
  const most = sandbox.world.settings.limits.requestsPerSec
  exchange.sandbox = sandbox
  if (most === null) return
  exchange.allowance = countRequest(sandbox.world, most, hashText(key))
  if (!exchange.allowance.isSpent) return
  refuse('10011', 'You have exceeded the maximum number of allowed requests.', {
    rule: 'H12',
    hint: `this key may make ${most} requests a second, which is what the emulator was started with`,
  })
}

async function read(exchange: Exchange): Promise<unknown> {
  try {
    const { text, value } = await readJson(exchange.c.req)
    exchange.bodyText = text
    return value
  } catch (error) {
    if (error instanceof BodyProblem) exchange.bodyText = error.text
    throw error
  }
}

/** What a request wants to happen by its own header. @throws {Refusal} 400, 10015 with the outcomes that there are */
function readForced(exchange: Exchange, operation: Operation): Scenario | null {
  const header = exchange.c.req.header('x-emulator-outcome')
  if (header === undefined) return null
  try {
    const outcome = readOutcome(header.trim())
    requireFit(outcome, operation.id)
    return { id: 'header', match: {}, outcome, remaining: 1, delayMs: null, origin: 'request' }
  } catch (error) {
    if (!(error instanceof Unusable)) throw error
    exchange.decision = { ...createDecision(exchange.facts), scenario: 'header' } // it decides, if only by being wrong
    throw new Refusal([{ code: '10015', detail: 'The header x-emulator-outcome will not do.' }], {
      hint: error.message,
    })
  }
}

/** H9, H10: the vendor's document declares 422 for Verified Numbers only; the `spec` dialect holds to it. */
function inDialect(refusal: Refusal, operation: Operation, dialect: Dialect): Refusal {
  const isDeclared = refusal.status !== 422 || operation.tag !== 'Verify'
  if (dialect === 'docs' || isDeclared) return refusal
  return new Refusal(refusal.reasons, { status: 400, hint: refusal.hint, rule: refusal.rule ?? undefined })
}

function answerFailure(error: unknown, operation: Operation, exchange: Exchange, parts: AppParts): Answer {
  const { requestId, allowance, decision } = exchange
  let refusal = inDialect(
    asRefusal(error instanceof BodyProblem ? toBodyRefusal(error) : error),
    operation,
    parts.dialect,
  )
  const scenario = decision?.scenario ?? null
  // What a scenario, a limit or the emulator itself wants (it has no rule) happens in operations for which no document declares it.
  if (refusal.status < 500 && refusal.rule !== null && refusal.rule !== 'H12') {
    try {
      parts.checkAnswer?.(operation.id, refusal.status, toErrors(refusal))
    } catch (violation) {
      refusal = asRefusal(violation)
      parts.onFault(violation)
    }
  } else if (!(error instanceof Refusal)) {
    parts.onFault(error)
  }
  exchange.rule = refusal.rule
  return toRefusalAnswer(refusal, { requestId, allowance, scenario })
}
