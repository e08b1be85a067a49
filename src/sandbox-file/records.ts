import { lastMoment } from '../core/clock.js'
import { Refusal } from '../core/errors.js'
import { checkSections, toProfileRecord } from '../core/profiles.js'
import type { Message, NumberCode, Profile, Verification } from '../core/records.js'
import type { World } from '../core/world.js'
import { FileError } from '../wire/input-error.js'
import { fromProfileRequest, toProfile } from '../wire/profile.js'
import { fromTimestamp, toTimestamp } from '../wire/timestamp.js'
import { fromTraceHeaders, toTraceHeaders } from '../wire/trace.js'
import type { ControlWire } from '../wire/types.js'
import { toVerification } from '../wire/verification.js'
import { usual, usualText } from './usual-values.js'

/** Records in the format of files: the vendor's JSON, with an `emulator` part for everything that it does not show. */

export const toStoredProfile = (profile: Profile) => toProfile(profile, 'spec') as ControlWire['StoredProfile']

export function fromStoredProfile(world: World, stored: ControlWire['StoredProfile']): Profile {
  const draft = fromProfileRequest(stored as Parameters<typeof fromProfileRequest>[0])
  try {
    checkSections(world, draft)
  } catch (error) {
    if (error instanceof Refusal) throw new FileError(`profile ${stored.id}: ${error.hint}`)
    throw error
  }
  const createdAt = stored.created_at ? fromTimestamp(stored.created_at) : world.clock.now()
  const profile = toProfileRecord(stored.id, { ...draft, name: stored.name }, createdAt)
  if (stored.updated_at) profile.updatedAt = fromTimestamp(stored.updated_at)
  return profile
}

export function toStoredVerification(verification: Verification): ControlWire['StoredVerification'] {
  const { code, failedChecks, extension, timeoutRequested, price, delivery, due, message } = verification
  const emulator: NonNullable<ControlWire['StoredVerification']['emulator']> = { code, delivery }
  if (failedChecks > 0) emulator.failed_checks = failedChecks
  if (extension !== null) emulator.extension = extension
  if (timeoutRequested) emulator.timeout_requested = true
  if (price > 0) emulator.usd = price / 1e6
  if (due !== null) emulator.due = { at: toTimestamp(due.at), delivery: due.delivery }
  if (message !== null) emulator.message = toStoredMessage(message, verification.createdAt)
  if (verification.trace !== null) Object.assign(emulator, toTraceHeaders(verification.trace))
  // The record is extended in place: it is written with every change, and copying it takes longer than making it.
  const stored = toVerification(verification) as ControlWire['StoredVerification']
  stored.emulator = emulator
  return stored
}

export function fromStoredVerification(world: World, stored: ControlWire['StoredVerification']): Verification {
  const { emulator = {}, custom_code: customCode = null, timeout_secs: timeoutSecs = usual.timeoutSecs } = stored
  const createdAt = stored.created_at ? fromTimestamp(stored.created_at) : world.clock.now()
  const verification: Verification = {
    id: stored.id,
    channel: stored.type ?? usual.channel,
    phoneNumber: stored.phone_number,
    profileId: stored.verify_profile_id ?? usual.profileId,
    code: emulator.code ?? customCode ?? world.random.digits(5),
    customCode,
    extension: emulator.extension ?? null,
    timeoutSecs,
    timeoutRequested: emulator.timeout_requested ?? false,
    price: Math.round((emulator.usd ?? 0) * 1e6),
    createdAt,
    expiresAt: Math.min(createdAt + timeoutSecs * 1000, lastMoment),
    updatedAt: stored.updated_at ? fromTimestamp(stored.updated_at) : createdAt,
    status: stored.status ?? 'pending',
    failedChecks: emulator.failed_checks ?? 0,
    delivery: emulator.delivery ?? 'delivered',
    due: emulator.due ? { at: fromTimestamp(emulator.due.at), delivery: emulator.due.delivery } : null,
    message: null,
    trace: fromTraceHeaders(emulator),
    older: null,
    olderPending: null,
  }
  const { message } = emulator
  if (message) verification.message = fromStoredMessage(message, verification, verification.channel, createdAt)
  return verification
}

export function toStoredNumberCode(numberCode: NumberCode): ControlWire['StoredNumberCode'] {
  if (numberCode.message === null) throw new Error('a number code is recorded before its message exists')
  return {
    phone_number: numberCode.phoneNumber,
    verification_method: numberCode.method,
    code: numberCode.code,
    used: numberCode.isUsed,
    message: toStoredMessage(numberCode.message),
  }
}

/** @param createdAt omits the message's time if it is the same */
function toStoredMessage({ sequence, from, text, sentAt }: Message, createdAt?: number): ControlWire['StoredMessage'] {
  return sentAt === createdAt ? { sequence, from, text } : { sequence, from, text, sent_at: toTimestamp(sentAt) }
}

export function fromStoredMessage(
  { sequence, from = usual.from, text, sent_at }: ControlWire['StoredMessage'],
  about: Message['about'],
  channel: Message['channel'],
  createdAt: number,
): Message {
  const sentAt = sent_at ? fromTimestamp(sent_at) : createdAt
  return { sequence, about, channel, from, text: text ?? usualText(about.code), sentAt, older: null }
}
