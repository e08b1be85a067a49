import type { Dialect } from '../core/settings.js'
import type { VerifyOperation } from '../spec/operations.js'
import { validateLoosely } from '../wire/loose-body.js'
import { describeIgnored } from '../wire/unknown-fields.js'
import { hintNulls, withoutUndeclared } from '../wire/update-hints.js'
import { toRefusal, type Validate } from '../wire/validation.js'
import type { Pending } from './answer.js'
import { BodyError, type ReadBody, readJsonBody } from './body.js'
import type { RequestContext } from './request-context.js'

/** Reads the body of a request, and notes its text for the journal. @throws {BodyError} */
export function readBody(context: RequestContext): Pending<unknown> {
  const note = ({ text, value, isMissing, remark }: ReadBody) => {
    context.bodyText = text
    if (isMissing) context.hints.push('the request has no body')
    if (remark !== undefined) context.hints.push(remark)
    return value
  }
  const fail = (error: unknown) => {
    if (error instanceof BodyError) context.bodyText = error.text
    throw error
  }
  try {
    const body = readJsonBody(context.call)
    return body instanceof Promise ? body.then(note, fail) : note(body)
  } catch (error) {
    return fail(error)
  }
}

/** Validates a body, and notes what is ignored or corrected in it (H10, H11, P15). @throws {Refusal} H9, H10 */
export function validateBody(
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
