import type { Message, Verification } from '../core/records.js'
import { quoteJson } from '../wire/plain-json.js'
import { toTimestamp } from '../wire/timestamp.js'
import { usualTimeoutSecs } from './records.js'

/**
 * Formats a verification as the JSON of kept files. It holds what `toStoredVerification` does, without the fields whose
 * value is the one that reading assumes: a third less to write for each create with `--data`, and to read at the start.
 *
 * @example
 * ```ts
 * writeVerification(verification) // '{"id":"4e0e1284-…","type":"sms","phone_number":"+13035551234",…}'
 * ```
 */
export function writeVerification(verification: Verification): string {
  const { id, phoneNumber, code, message } = verification
  if (!isLike(verification, latest)) latest = toPieces(verification)
  const { toNumber, toCode, toSequence, toText, end } = latest
  const start = `{"id":"${id}${toNumber}${phoneNumber}${toCode}${code}${toSequence}`
  return message === null ? start + end : `${start}${message.sequence}${toText}${quoteJson(message.text)}${end}`
}

/**
 * The text around what is different in each verification: ID, number, code, and sequence and text of the message. It is
 * made once for those that are equal in all else, like the creates of one millisecond: each piece that is put together
 * costs as much as many characters.
 */
interface Pieces extends Like {
  readonly toNumber: string
  readonly toCode: string
  readonly toSequence: string
  readonly toText: string
  readonly end: string
}

/** All that the pieces are made of. */
type Like = Omit<Verification, 'id' | 'phoneNumber' | 'code' | 'message' | 'expiresAt' | 'older' | 'olderPending'> & {
  readonly from: string | undefined
  readonly sentAt: number | undefined
}

let latest: Pieces | undefined

function isLike(verification: Verification, other: Like | undefined): other is Pieces {
  const { message } = verification
  return (
    other !== undefined &&
    verification.createdAt === other.createdAt &&
    verification.updatedAt === other.updatedAt &&
    verification.profileId === other.profileId &&
    verification.channel === other.channel &&
    verification.status === other.status &&
    verification.delivery === other.delivery &&
    verification.price === other.price &&
    verification.timeoutSecs === other.timeoutSecs &&
    verification.timeoutRequested === other.timeoutRequested &&
    verification.failedChecks === other.failedChecks &&
    verification.customCode === other.customCode &&
    verification.extension === other.extension &&
    verification.due === other.due &&
    verification.trace === other.trace &&
    message?.from === other.from &&
    message?.sentAt === other.sentAt
  )
}

function toPieces(verification: Verification): Pieces {
  const { message } = verification
  const isSent = message !== null
  // Nothing here refers to the record, which may belong to a sandbox that is dropped.
  const { channel, profileId, customCode, extension, timeoutSecs, timeoutRequested, price } = verification
  const { createdAt, updatedAt, status, failedChecks, delivery, due, trace } = verification
  return {
    channel,
    profileId,
    customCode,
    extension,
    timeoutSecs,
    timeoutRequested,
    price,
    createdAt,
    updatedAt,
    status,
    failedChecks,
    delivery,
    due,
    trace,
    from: message?.from,
    sentAt: message?.sentAt,
    toNumber: join('","type":"', channel, '","phone_number":"'),
    toCode: join('"', writeShared(verification), ',"emulator":{"code":"'),
    toSequence: join('"', writeRareFields(verification), isSent ? ',"message":{"sequence":' : ''),
    toText: isSent ? join(',"from":', quoteJson(message.from), ',"text":') : '',
    end: join(isSent ? writeTime(message, createdAt) : '', writeTrace(verification), '}}'),
  }
}

/** Joins parts to a text that is in one piece, so that it is copied at once. */
const join = (...parts: readonly string[]) => parts.join('')

function writeShared(verification: Verification): string {
  const { profileId, createdAt, timeoutSecs, status, customCode, updatedAt } = verification
  const timeout = timeoutSecs === usualTimeoutSecs ? '' : `,"timeout_secs":${timeoutSecs}`
  const updated = updatedAt === createdAt ? '' : `,"updated_at":"${toTimestamp(updatedAt)}"`
  const settled = status === 'pending' ? '' : `,"status":"${status}"`
  const custom = customCode === null ? '' : `,"custom_code":"${customCode}"`
  return `,"verify_profile_id":"${profileId}"${timeout},"created_at":"${toTimestamp(createdAt)}"${updated}${settled}${custom}`
}

function writeRareFields(verification: Verification): string {
  const { delivery, failedChecks, extension, timeoutRequested, price, due, message } = verification
  // Without a message, a missing delivery means that a person has written the record: its message is then made.
  const progress = delivery === 'delivered' && message !== null ? '' : `,"delivery":"${delivery}"`
  const checks = failedChecks > 0 ? `,"failed_checks":${failedChecks}` : ''
  const dialed = extension === null ? '' : `,"extension":${JSON.stringify(extension)}`
  const timeout = timeoutRequested ? ',"timeout_requested":true' : ''
  const usd = price > 0 ? `,"usd":${price / 1e6}` : ''
  const expected = due === null ? '' : `,"due":{"at":"${toTimestamp(due.at)}","delivery":"${due.delivery}"}`
  return `${progress}${checks}${dialed}${timeout}${usd}${expected}`
}

/** The time of a message, and the bracket that closes it. */
const writeTime = ({ sentAt }: Message, createdAt: number) =>
  sentAt === createdAt ? '}' : `,"sent_at":"${toTimestamp(sentAt)}"}`

function writeTrace({ trace }: Verification): string {
  if (trace === null) return ''
  const state = trace.state === null ? '' : `,"tracestate":${JSON.stringify(trace.state)}`
  return `,"traceparent":${JSON.stringify(trace.parent)}${state}`
}
