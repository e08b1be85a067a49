import type { Dialect } from '../core/settings.js'
import type { VerifyOperation } from '../spec/operations.js'
import { validateLoosely } from '../wire/loose-body.js'
import { withoutUndeclared } from '../wire/undeclared-fields.js'
import { describeIgnoredFields } from '../wire/unknown-fields.js'
import { toRefusal, type Validate } from '../wire/validation.js'
import type { Pending } from './answer.js'
import { BodyError, type ReadBody, readJsonBody } from './body.js'
import type { RequestContext } from './request-context.js'

/** Reads the body of a request, and notes its text for the journal. @throws {BodyError} */
export function readBody(context: RequestContext): Pending<unknown> {
  try {
    const body = readJsonBody(context.call)
    if (!(body instanceof Promise)) return noteBody(body, context)
    return body.then(
      (read) => noteBody(read, context),
      (error) => failBody(error, context),
    )
  } catch (error) {
    return failBody(error, context)
  }
}

function noteBody({ text, value, isMissing, remark }: ReadBody, context: RequestContext): unknown {
  context.bodyText = text
  if (isMissing) context.hints.push('the request has no body')
  if (remark !== undefined) context.hints.push(remark)
  return value
}

function failBody(error: unknown, context: RequestContext): never {
  if (error instanceof BodyError) context.bodyText = error.text
  throw error
}

/** Validates a body, and notes what is ignored or corrected in it (H10, H11). @throws {Refusal} H9, H10 */
export function validateBody(
  { id }: VerifyOperation,
  validate: Validate | undefined,
  sentBody: unknown,
  dialect: Dialect,
  hints: string[],
): unknown {
  const body = withoutUndeclared(id, sentBody, dialect, hints)
  if (validate === undefined) return body
  if (validate(body)) {
    hintIgnored(id, body, hints)
    return body
  }
  if (dialect === 'spec') throw toRefusal(validate.errors ?? [], body)
  const corrected = validateLoosely(validate, body, { mayBeNull: id.startsWith('Create') })
  if (corrected.hint !== undefined) hints.push(corrected.hint)
  hintIgnored(id, body, hints)
  return corrected.body
}

function hintIgnored(operation: string, body: unknown, hints: string[]): void {
  const hint = describeIgnoredFields(operation, body)
  if (hint !== undefined) hints.push(hint)
}
