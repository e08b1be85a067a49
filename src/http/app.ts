import { verifyOperations } from '../spec/operations.js'
import { noParams } from '../wire/path-match.js'
import { type Answer, type AnswerCall, andThen, type Pending, withoutBody } from './answer.js'
import type { Call } from './call.js'
import { answerBug } from './control-response.js'
import { findLoaded } from './implementation.js'
import { failures, type Handler, OnDemand } from './on-demand.js'
import type { AppParts } from './parts.js'
import { handleVerifyRequest } from './verify-request.js'

/** The app. It never throws. */
export type App = AnswerCall

const otherRequests = new OnDemand(() => import('./other-requests.js'))

/** Loads what answers the requests that send no code, so that no request of a test waits for files. */
export async function loadOperations(): Promise<void> {
  const load = async () => (await otherRequests.load()).loadOperations()
  await Promise.all([load(), failures.load()])
}

/** The two APIs as one function of a call. */
export function createApp(parts: AppParts): App {
  const sends = createSends(parts)
  const answerOther = otherRequests.handler(({ handleOtherRequest }) => handleOtherRequest(parts))
  const dispatch = (call: Call): Pending<Answer> => {
    const handle = (call.method === 'POST' && sends.get(call.path)) || answerOther
    return handle(call, noParams)
  }
  const fail = (error: unknown) => answerBug(error, parts)
  const answer = (call: Call): Pending<Answer> => {
    try {
      const pending = dispatch(call)
      return pending instanceof Promise ? pending.catch(fail) : pending
    } catch (error) {
      return fail(error)
    }
  }
  return (call) => (call.method === 'HEAD' ? andThen(answer(call), withoutBody) : answer(call))
}

/** The operations that send a code, by their paths. A start needs no others. */
function createSends(parts: AppParts): ReadonlyMap<string, Handler> {
  const sends = new Map<string, Handler>()
  for (const operation of verifyOperations) {
    const implementation = findLoaded(operation.id)
    if (implementation !== undefined)
      sends.set(`/v2${operation.path}`, handleVerifyRequest(operation, implementation, parts))
  }
  return sends
}
