import { effects } from './effects.js'
import { findValue } from './headers.js'
import { readRecipient, type Sending } from './recipient.js'
import type { Asked } from './request-target.js'
import type { Session } from './session.js'

/** What may go out. */
export interface Limits {
  /** In E.164. */
  readonly allowNumbers: readonly string[]
  readonly maxSends: number
  readonly allowExisting: boolean
  readonly allowUnknown: boolean
}

/** Whether the body must be known before a request may go out. */
export function needsBody({ operation }: Asked): boolean {
  return operation !== null && effects[operation.id] === 'sends'
}

/** Headers by which some frameworks let a GET mean something else. */
const methodOverrides = ['x-http-method-override', 'x-http-method', 'x-method-override']

/**
 * Judges a request before it goes out, and counts it in the session if it sends something.
 *
 * @returns null if it may go out, else one sentence that names the flag which would let it
 */
export function object(sending: Sending, limits: Limits, session: Session): string | null {
  const { asked, headers } = sending
  const { operation } = asked
  const overrides = methodOverrides.some((name) => findValue(headers, name) !== undefined)
  if (operation === null || overrides) return limits.allowUnknown ? null : objectToUnknown(asked, overrides)
  const effect = effects[operation.id]
  if (effect === 'sends') return objectToSend(sending, limits, session)
  if (effect === 'changes' && !limits.allowExisting && !isOfSession(asked, session))
    return `${asked.method} ${operation.path} is passed on only for what was made in this session; --allow-existing lets it out`
  return null
}

/** The one read outside of Verify that is known to be charged for each time. */
const chargedRead = /^\/number_lookup\b/

function objectToUnknown({ method, path }: Asked, overrides: boolean): string | null {
  const isRead = (method === 'GET' || method === 'HEAD') && !chargedRead.test(path) && !overrides
  return isRead
    ? null
    : `${method} /v2${path} is no operation of Verify and might cost money; --allow-unknown lets it out`
}

function objectToSend(sending: Sending, { allowNumbers, maxSends }: Limits, session: Session): string | null {
  const recipient = readRecipient(sending)
  if ('doubt' in recipient)
    return `whom this would send to cannot be told: ${recipient.doubt}; --allow-number names whom a plain JSON body may send to`
  const { number } = recipient
  if (!allowNumbers.includes(number)) return `nothing is sent to ${number}; --allow-number ${number} lets it out`
  if (session.sends >= maxSends)
    return `${session.sends} of ${maxSends} sends of this session are used; --max-sends ${session.sends + 1} lets another one out`
  session.countSend(number)
  return null
}

function isOfSession({ params }: Asked, session: Session): boolean {
  const { verify_profile_id, template_id, verification_id, phone_number } = params
  const id = verify_profile_id ?? template_id ?? verification_id
  return id === undefined ? phone_number !== undefined && session.hasSentTo(phone_number) : session.hasCreated(id)
}
