import { isPause, type Steps } from '../wire/steps.js'
import { mergeSandboxFiles, type SandboxFile } from './format.js'

type StoredVerification = NonNullable<SandboxFile['verifications']>[number]
type StoredMessage = NonNullable<SandboxFile['number_codes']>[number]['message']

/** The number of records that are handled without a pause. */
const inSlice = 2000

/**
 * Adds the records of one sandbox file to another. A record with an existing ID replaces the old one. New verifications
 * are inserted by time of creation, because lists are in that order; messages come after the existing ones. Clock,
 * scenarios and faults of the added file are ignored. It yields when others may run.
 */
export function* addRecords(present: SandboxFile, added: SandboxFile): Steps<SandboxFile> {
  const {
    profiles,
    templates,
    verifications = [],
    verified_numbers,
    number_codes,
  } = yield* renumberMessages(present, added)
  const records = { profiles, templates, verified_numbers, number_codes }
  const { verifications: known = [], ...others } = present
  const merged = mergeSandboxFiles(others, [{ ...(records as SandboxFile), version: 1 }])
  const test_numbers = { ...present.test_numbers, ...added.test_numbers }
  return {
    ...merged,
    verifications: yield* addVerifications(known, verifications),
    ...(Object.keys(test_numbers).length > 0 && { test_numbers }),
  }
}

/** Replaces verifications in their place, and inserts the new ones by time. */
function* addVerifications(
  present: readonly StoredVerification[],
  added: readonly StoredVerification[],
): Steps<StoredVerification[]> {
  const addedById = new Map<string, StoredVerification>()
  for (const [index, verification] of added.entries()) {
    addedById.set(verification.id, verification)
    if (isPause(index, inSlice)) yield
  }
  const replaced: StoredVerification[] = []
  for (const [index, verification] of present.entries()) {
    replaced.push(addedById.get(verification.id) ?? verification)
    addedById.delete(verification.id)
    if (isPause(index, inSlice)) yield
  }
  return yield* insertByTime(replaced, [...addedById.values()])
}

/** Inserts verifications by time. Existing ones keep their order, even if the clock was set back in between. */
function* insertByTime(
  present: readonly StoredVerification[],
  added: readonly StoredVerification[],
): Steps<StoredVerification[]> {
  yield
  const waiting = added.toSorted((a, b) => compare(createdAt(a), createdAt(b)))
  yield
  const all: StoredVerification[] = []
  let next = 0
  for (const [index, verification] of present.entries()) {
    while (next < waiting.length && createdAt(waiting[next] as StoredVerification) < createdAt(verification)) {
      all.push(waiting[next++] as StoredVerification)
    }
    all.push(verification)
    if (isPause(index, inSlice)) yield
  }
  return [...all, ...waiting.slice(next)]
}

/** A record without a time is treated as created now. */
const createdAt = ({ created_at = '9999-12-31T23:59:59.999000' }: StoredVerification) => created_at

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Renumbers the messages of the added file to follow the existing ones, in their original order. */
function* renumberMessages(present: SandboxFile, added: SandboxFile): Steps<SandboxFile> {
  const { verifications = [], number_codes = [] } = added
  const messages: StoredMessage[] = []
  for (const { emulator } of verifications) if (emulator?.message) messages.push(emulator.message)
  for (const { message } of number_codes) messages.push(message)
  yield
  messages.sort((a, b) => a.sequence - b.sequence)
  yield
  const first = (present.meta?.sequence ?? 0) + 1
  const sequenceOf = new Map<StoredMessage, number>()
  for (const [index, message] of messages.entries()) {
    sequenceOf.set(message, first + index)
    if (isPause(index, inSlice)) yield
  }
  const renumber = (message: StoredMessage) => ({ ...message, sequence: sequenceOf.get(message) ?? message.sequence })
  const renumbered: StoredVerification[] = []
  for (const [index, stored] of verifications.entries()) {
    const { emulator } = stored
    renumbered.push(
      emulator?.message ? { ...stored, emulator: { ...emulator, message: renumber(emulator.message) } } : stored,
    )
    if (isPause(index, inSlice)) yield
  }
  return {
    ...added,
    verifications: renumbered,
    number_codes: number_codes.map((stored) => ({ ...stored, message: renumber(stored.message) })),
  }
}
