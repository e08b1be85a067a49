import type { Message, Verification } from '../core/records.js'
import { toTimestamp } from '../wire/timestamp.js'
import { usual, usualText } from './usual-values.js'

/**
 * Formats a verification as the JSON of kept files. It holds what `toStoredVerification` does, without the fields whose
 * value is the one that reading assumes: less than half as much to write for each create with `--data`, and to read at the start.
 *
 * @example
 * ```ts
 * writeVerification(verification) // '{"id":"4e0e1284-…","phone_number":"+13035551234","created_at":…}'
 * ```
 */
export function writeVerification(verification: Verification): string {
  const { channel, message } = verification
  const type = channel === usual.channel ? '' : `,"type":"${channel}"`
  const sent = message === null ? '' : `,"message":${writeMessage(message, verification)}`
  return `{"id":"${verification.id}"${type},"phone_number":"${verification.phoneNumber}"${writeShared(verification)},"emulator":{"code":"${verification.code}"${writeRareFields(verification)}${sent}${writeTrace(verification)}}}`
}

/** The last text of what many verifications have in common: those of one profile that were created in one millisecond. */
let latest = { profileId: '', createdAt: Number.NaN, timeoutSecs: 0, text: '' }

function writeShared(verification: Verification): string {
  const { profileId, createdAt, timeoutSecs, status, customCode, updatedAt } = verification
  if (latest.createdAt !== createdAt || latest.profileId !== profileId || latest.timeoutSecs !== timeoutSecs) {
    const timeout = timeoutSecs === usual.timeoutSecs ? '' : `,"timeout_secs":${timeoutSecs}`
    const profile = profileId === usual.profileId ? '' : `,"verify_profile_id":"${profileId}"`
    const text = `${profile}${timeout},"created_at":"${toTimestamp(createdAt)}"`
    latest = { profileId, createdAt, timeoutSecs, text }
  }
  if (status === 'pending' && customCode === null && updatedAt === createdAt) return latest.text
  const settled = status === 'pending' ? '' : `,"status":"${status}"`
  const custom = customCode === null ? '' : `,"custom_code":"${customCode}"`
  const updated = updatedAt === createdAt ? '' : `,"updated_at":"${toTimestamp(updatedAt)}"`
  return `${latest.text}${updated}${settled}${custom}`
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

function writeMessage({ sequence, from, text, sentAt }: Message, { code, createdAt }: Verification): string {
  const sender = from === usual.from ? '' : `,"from":${quote(from)}`
  const content = text === usualText(code) ? '' : `,"text":${quote(text)}`
  const time = sentAt === createdAt ? '' : `,"sent_at":"${toTimestamp(sentAt)}"`
  return `{"sequence":${sequence}${sender}${content}${time}}`
}

/** Printable ASCII that JSON does not escape, which almost every text is. */
const plain = /^[ !#-[\]-~]*$/

const quote = (text: string) => (plain.test(text) ? `"${text}"` : JSON.stringify(text))

function writeTrace({ trace }: Verification): string {
  if (trace === null) return ''
  const state = trace.state === null ? '' : `,"tracestate":${JSON.stringify(trace.state)}`
  return `,"traceparent":${JSON.stringify(trace.parent)}${state}`
}
