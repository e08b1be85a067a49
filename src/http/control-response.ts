import { ProblemError } from '../control-api/problem.js'
import { errorCodes, Refusal } from '../core/errors.js'
import { TooManySandboxesError } from '../core/sandboxes.js'
import { InputError } from '../wire/input-error.js'
import { BodyError } from './body.js'

/** The problem for an expected error; undefined for any other. */
export function asProblem(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error
  if (error instanceof InputError)
    return new ProblemError(error.status, error.status === 400 ? 'Bad Request' : 'Unprocessable Content', error.message)
  if (error instanceof BodyError) return new ProblemError(error.status, error.detail, error.hint)
  if (error instanceof TooManySandboxesError)
    return new ProblemError(503, 'Too many sandboxes', `${error.hint[0]?.toUpperCase()}${error.hint.slice(1)}.`)
  return error instanceof Refusal ? new ProblemError(500, errorCodes['10007'].title, error.hint) : undefined
}

const problemType = 'application/problem+json; charset=utf-8'

/** Converts a problem to problem details, or to its detail only if the caller prefers text. */
export function toProblemResponse(
  problem: ProblemError,
  requestId: string,
  { wantsText = false, allow }: { wantsText?: boolean; allow?: string } = {},
): Response {
  const { status, title, detail, beside } = problem
  if (wantsText) return toTextResponse(status, detail, requestId)
  const response = toJsonResponse(
    status,
    { type: 'about:blank', title, status, detail, ...beside },
    requestId,
    problemType,
  )
  if (allow !== undefined) response.headers.set('allow', allow)
  return response
}

export function prefersText(accept: string | undefined): boolean {
  return accept?.includes('text/plain') === true && !accept.includes('json')
}

const jsonType = 'application/json; charset=utf-8'

export function toJsonResponse(status: number, body: unknown, requestId: string, type = jsonType): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': type, 'x-request-id': requestId } })
}

export function toTextResponse(
  status: number,
  body: string,
  requestId: string,
  type = 'text/plain; charset=utf-8',
): Response {
  return new Response(body, { status, headers: { 'content-type': type, 'x-request-id': requestId } })
}
