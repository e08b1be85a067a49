import type { Context } from 'hono'
import type { ApiRequest } from '../api/operation.js'
import { api } from '../api/table.js'
import { Refusal } from '../core/errors.js'
import type { Dialect, World } from '../core/world.js'
import type { verifyOperations } from '../spec/operations.js'
import { requestValidators } from '../spec/requests.js'
import { toErrors } from '../wire/error.js'
import { toRefusal } from '../wire/validation.js'
import type { AppParts } from './app.js'
import { sandboxOfKey } from './auth.js'
import { BodyProblem, readJson, toBodyRefusal } from './body.js'
import { asRefusal, respond, respondRefusal } from './respond.js'

type Operation = (typeof verifyOperations)[number]

/** A handler of any operation; the table proves that each fits its own. */
type AnyHandler = (world: World, request: ApiRequest<never>) => { body: unknown; hint?: string }

const none = {}

/** The life of a request to the emulated API, in the order in which things happen. */
export function emulate(operation: Operation, parts: AppParts): (c: Context) => Promise<Response> {
  const handle = api[operation.id] as AnyHandler
  const validate = requestValidators[operation.id]
  const hasPath = operation.path.includes('{')
  const hasQuery = operation.method === 'GET'
  return async (c) => {
    const requestId = parts.createRequestId()
    try {
      const name = sandboxOfKey(c.req.header('authorization'))
      const body = operation.takesBody ? await readJson(c.req) : undefined
      const sandbox = parts.sandboxes.open(name)
      if (validate !== undefined && !validate(body)) throw toRefusal(validate.errors ?? [], body)
      const request = { path: hasPath ? c.req.param() : none, query: hasQuery ? c.req.query() : none, body } as unknown as ApiRequest<never>
      let answer: ReturnType<AnyHandler>
      try {
        answer = sandbox.run((world) => handle(world, request))
      } finally {
        const kept = parts.commit(sandbox)
        if (kept) await kept
      }
      parts.checkAnswer?.(operation.id, 200, answer.body)
      return respond(200, answer.body, requestId, answer.hint)
    } catch (error) {
      return answerFailure(error, operation, parts, requestId)
    }
  }
}

/** H9, H10: the vendor's document declares 422 for Verified Numbers only; the `spec` dialect holds to it. */
function inDialect(refusal: Refusal, operation: Operation, dialect: Dialect): Refusal {
  const isDeclared = refusal.status !== 422 || operation.tag !== 'Verify'
  return dialect === 'docs' || isDeclared ? refusal : new Refusal(refusal.reasons, { status: 400, hint: refusal.hint })
}

function answerFailure(error: unknown, operation: Operation, parts: AppParts, requestId: string): Response {
  let refusal = inDialect(asRefusal(error instanceof BodyProblem ? toBodyRefusal(error) : error), operation, parts.dialect)
  if (refusal.status < 500) {
    try {
      parts.checkAnswer?.(operation.id, refusal.status, toErrors(refusal))
    } catch (violation) {
      refusal = asRefusal(violation)
      parts.onFault(violation)
    }
  } else if (!(error instanceof Refusal)) {
    parts.onFault(error)
  }
  return respondRefusal(refusal, requestId)
}
