import { type Ambiguity, findAmbiguity } from './ambiguity.js'
import { effects } from './effects.js'
import type { OutgoingRequest } from './outgoing.js'
import { readRecipient } from './recipient.js'
import {
  findLenientMatches,
  isDecodable,
  isPlainPath,
  type RequestTarget,
  readRequestTarget,
} from './request-target.js'
import type { Session } from './session.js'

/** The requests that may go out. */
export interface Guardrails {
  /** In E.164. */
  readonly allowNumbers: readonly string[]
  readonly maxSends: number
  readonly allowExisting: boolean
  readonly allowUnknown: boolean
}

/** Whether the body must be read before a request may go out: because it names a recipient, or because there should be none. */
export function needsBody({ asked, framing }: OutgoingRequest): boolean {
  if (asked.operation !== null && effects[asked.operation.id] === 'sends') return true
  return framing !== 'none' && lacksBody(asked)
}

/** Whether a request must not have a body: it could contain a second request for a server that does not expect one. */
export function lacksBody({ method, operation }: RequestTarget): boolean {
  return method === 'GET' || method === 'HEAD' || operation?.takesBody === false
}

/**
 * Checks a request before it goes out, and counts it in the session if it sends.
 *
 * @param body null if it is too long to be read, or was not read
 * @returns null if it may go out, otherwise a sentence that names the flag that allows it
 */
export function findObjection(
  outgoing: OutgoingRequest,
  body: Buffer | null,
  guardrails: Guardrails,
  session: Session,
): string | null {
  const { asked, framing } = outgoing
  const { method, path, operation } = asked
  const ambiguity = findAmbiguity(outgoing)
  if (ambiguity !== null || operation === null) {
    const objection = findUnknownObjection(asked, ambiguity, guardrails)
    if (objection !== null) return objection
  }
  const mayHaveBody = guardrails.allowUnknown && method !== 'GET' && method !== 'HEAD'
  if (framing !== 'none' && lacksBody(asked) && !mayHaveBody && body?.length !== 0)
    return `${method} /v2${path} has a body, which could hide another request; send it without a body`
  if (operation === null) return null
  const effect = effects[operation.id]
  if (effect === 'sends') return findSendObjection(outgoing, body, guardrails, session)
  if (effect === 'changes' && !guardrails.allowExisting && !isOfSession(asked, session))
    return `${method} ${operation.path} may only change resources that this session created; allow others with --allow-existing`
  if (effect === 'charges' && !guardrails.allowUnknown)
    return `${method} ${operation.path} is charged; allow it with --allow-unknown`
  return null
}

/** Reads beyond Verify that are free of charge, as far as the vendor's documents say. */
const freeReads = ['/balance', '/detail_records']

function isFreeRead({ method, path, query }: RequestTarget): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  if (freeReads.includes(path)) return true
  const { operation } = readRequestTarget('GET', `/v2${path}${query}`)
  return operation !== null && effects[operation.id] === 'reads'
}

/** Methods that change nothing where they are read as they are written. */
const safeMethods = ['GET', 'HEAD', 'OPTIONS']

/** Objects to a request that is not an operation of Verify, or that might be read as another one. */
function findUnknownObjection(
  asked: RequestTarget,
  ambiguity: Ambiguity | null,
  { allowUnknown, allowExisting }: Guardrails,
): string | null {
  const { method, path } = asked
  const matches = findLenientMatches(path)
  if (matches === null) return `the path /v2${path} might lead out of /v2; write it without "." and ".." segments`
  if (ambiguity?.isAboutPath) return `${method} /v2${path} might be read as another request: ${ambiguity.why}`
  if (!allowUnknown) {
    if (ambiguity === null && isFreeRead(asked)) return null
    const what = ambiguity === null ? 'is not an operation of Verify' : `is uncertain (${ambiguity.why})`
    return `${method} /v2${path} ${what} and might cost money; allow it with --allow-unknown`
  }
  const isSafe = safeMethods.includes(method)
  // A body can name another method too, so that a method without an operation counts as all of them.
  const guarded = matches.find(({ id, method: documented }) => {
    const effect = effects[id]
    const isGuarded = effect === 'sends' || (effect === 'changes' && !allowExisting)
    return isGuarded && (ambiguity !== null || documented === method || !isSafe)
  })
  if (guarded !== undefined)
    return `${method} /v2${path} might be read as ${guarded.method} ${guarded.path}${ambiguity === null ? '' : ` (${ambiguity.why})`}; send it as documented`
  if (isSafe ? isDecodable(path) : isPlainPath(path)) return null
  return `${method} /v2${path} is spelled in a way that servers read differently; write its path as documented`
}

function findSendObjection(
  { asked, headers }: OutgoingRequest,
  body: Buffer | null,
  { allowNumbers, maxSends }: Guardrails,
  session: Session,
): string | null {
  const recipient = readRecipient({ asked, headers, body })
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
