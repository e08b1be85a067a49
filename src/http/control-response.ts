import { ProblemError } from '../control-api/problem.js'
import { errorCodes, Refusal } from '../core/errors.js'
import { TooManySandboxesError } from '../core/sandboxes.js'
import { InputError } from '../wire/input-error.js'
import type { Answer } from './answer.js'
import { BodyError } from './body.js'
import type { AppParts } from './parts.js'

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
export function toProblemAnswer(
  problem: ProblemError,
  requestId: string,
  { wantsText = false, allow }: { wantsText?: boolean; allow?: string } = {},
): Answer {
  const { status, title, detail, beside } = problem
  if (wantsText) return toTextAnswer(status, detail, requestId)
  const answer = toJsonAnswer(status, { type: 'about:blank', title, status, detail, ...beside }, requestId, problemType)
  if (allow !== undefined) answer.headers.allow = allow
  return answer
}

/** Answers a request that has met a bug of the emulator, and reports it. */
export function answerBug(error: unknown, { onBug, createRequestId }: Pick<AppParts, 'onBug' | 'createRequestId'>) {
  onBug(error)
  const detail = `This is a bug in the emulator; please report it: ${error instanceof Error ? error.message : error}`
  return toProblemAnswer(new ProblemError(500, 'Unexpected error', detail), createRequestId())
}

export function prefersText(accept: string | undefined): boolean {
  return accept?.includes('text/plain') === true && !accept.includes('json')
}

const jsonType = 'application/json; charset=utf-8'

export function toJsonAnswer(status: number, body: unknown, requestId: string, type = jsonType): Answer {
  return toTextAnswer(status, JSON.stringify(body), requestId, type)
}

export function toTextAnswer(
  status: number,
  body: string,
  requestId: string,
  type = 'text/plain; charset=utf-8',
): Answer {
  return { status, headers: { 'content-type': type, 'x-request-id': requestId }, body }
}
