import { answerValidators } from '../../spec/answers.js'
import { requestValidators } from '../../spec/requests.js'
import { sendValidators } from '../../spec/send-requests.js'
import type { RequestTarget } from '../relay/request-target.js'

/** A place where an exchange violates our OpenAPI document. */
export interface Violation {
  /** `request /sms/code_length`, `answer /data/id`, `answer status 418`. */
  readonly place: string
  /** Keyword of JSON Schema, or `undeclared`. */
  readonly what: string
}

/** The maximum number of violations of one message. */
const maxViolations = 20

/**
 * Validates an exchange against our document, both ways. An invalid request counts only if the upstream accepted it:
 * refusing it is what the document requires.
 */
export function findViolations(
  { operation }: RequestTarget,
  request: unknown,
  status: number,
  answer: unknown,
): Violation[] {
  if (operation === null) return []
  return [...inRequest(operation.id, request, status), ...inAnswer(operation.id, status, answer)]
}

function inRequest(id: string, body: unknown, status: number): Violation[] {
  const validate = sendValidators[id] ?? requestValidators[id]
  if (validate === undefined || body === undefined || status >= 300 || validate(body)) return []
  return (validate.errors ?? []).slice(0, maxViolations).map(({ instancePath, keyword, params }) => ({
    place: `request ${keyword === 'required' ? `${instancePath}/${params.missingProperty}` : instancePath}`.trimEnd(),
    what: keyword,
  }))
}

function inAnswer(id: string, status: number, body: unknown): Violation[] {
  const validate = answerValidators[`${id} ${status}`]
  if (validate === undefined) return [{ place: `answer status ${status}`, what: 'undeclared' }]
  if (body === undefined || validate(body)) return []
  return (validate.errors ?? []).slice(0, maxViolations).map(({ instancePath, keyword, params }) => ({
    place: `answer ${keyword === 'required' ? `${instancePath}/${params.missingProperty}` : instancePath}`.trimEnd(),
    what: keyword,
  }))
}
