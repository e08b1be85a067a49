import { effects } from './effects.js'
import { findValue } from './headers.js'
import { type GuardedRequest, readRecipient } from './recipient.js'
import type { RequestTarget } from './request-target.js'
import type { Session } from './session.js'

/** The requests that may go out. */
export interface Guardrails {
  /** In E.164. */
  readonly allowNumbers: readonly string[]
  readonly maxSends: number
  readonly allowExisting: boolean
  readonly allowUnknown: boolean
}

/** Whether the body must be read before a request may go out. */
export function needsBody({ operation }: RequestTarget): boolean {
  return operation !== null && effects[operation.id] === 'sends'
}

/** Headers that make some frameworks treat a GET as another method. */
const methodOverrides = ['x-http-method-override', 'x-http-method', 'x-method-override']

/**
 * Checks a request before it goes out, and counts it in the session if it sends.
 *
 * @returns null if it may go out, otherwise a sentence that names the flag that allows it
 */
export function findObjection(guarded: GuardedRequest, guardrails: Guardrails, session: Session): string | null {
  const { asked, headers } = guarded
  const { operation } = asked
  const overrides = methodOverrides.some((name) => findValue(headers, name) !== undefined)
  if (operation === null || overrides) return guardrails.allowUnknown ? null : findUnknownObjection(asked, overrides)
  const effect = effects[operation.id]
  if (effect === 'sends') return findSendObjection(guarded, guardrails, session)
  if (effect === 'changes' && !guardrails.allowExisting && !isOfSession(asked, session))
    return `${asked.method} ${operation.path} may only change resources that this session created; allow others with --allow-existing`
  return null
}

/** A read outside of Verify that is charged. */
const chargedRead = /^\/number_lookup\b/

function findUnknownObjection({ method, path }: RequestTarget, overrides: boolean): string | null {
  const isRead = (method === 'GET' || method === 'HEAD') && !chargedRead.test(path) && !overrides
  return isRead
    ? null
    : `${method} /v2${path} is not an operation of Verify and might cost money; allow it with --allow-unknown`
}

function findSendObjection(
  guarded: GuardedRequest,
  { allowNumbers, maxSends }: Guardrails,
  session: Session,
): string | null {
  const recipient = readRecipient(guarded)
  if ('doubt' in recipient)
    return `the recipient is uncertain: ${recipient.doubt}; send a plain JSON body to a number allowed with --allow-numbers`
  const { number } = recipient
  if (!allowNumbers.includes(number))
    return `sending to ${number} is not allowed; allow it with --allow-numbers ${number}`
  if (session.sends >= maxSends)
    return `this session has used ${session.sends} of ${maxSends} sends; allow another one with --max-sends ${session.sends + 1}`
  session.countSend(number)
  return null
}

function isOfSession({ params }: RequestTarget, session: Session): boolean {
  const { verify_profile_id, template_id, verification_id, phone_number } = params
  const id = verify_profile_id ?? template_id ?? verification_id
  return id === undefined ? phone_number !== undefined && session.hasSentTo(phone_number) : session.hasCreated(id)
}
