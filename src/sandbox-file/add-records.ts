import { mergeSandboxFiles, type SandboxFile } from './format.js'

type StoredVerification = NonNullable<SandboxFile['verifications']>[number]
type StoredMessage = NonNullable<SandboxFile['number_codes']>[number]['message']

/**
 * Adds the records of one sandbox file to another. A record with an existing ID replaces the old one. New verifications
 * are inserted by time of creation, because lists are in that order; messages come after the existing ones. Clock,
 * scenarios and faults of the added file are ignored.
 */
export function addRecords(present: SandboxFile, added: SandboxFile): SandboxFile {
  const { profiles, templates, verifications, verified_numbers, number_codes } = renumberMessages(present, added)
  const records = { profiles, templates, verifications, verified_numbers, number_codes }
  const merged = mergeSandboxFiles(present, [{ ...(records as SandboxFile), version: 1 }])
  const known = present.verifications?.length ?? 0
  const test_numbers = { ...present.test_numbers, ...added.test_numbers }
  return {
    ...merged,
    verifications: insertByTime(merged.verifications?.slice(0, known) ?? [], merged.verifications?.slice(known) ?? []),
    ...(Object.keys(test_numbers).length > 0 && { test_numbers }),
  }
}

/** Inserts verifications by time. Existing ones keep their order, even if the clock was set back in between. */
function insertByTime(
  present: readonly StoredVerification[],
  added: readonly StoredVerification[],
): StoredVerification[] {
  const waiting = added.toSorted((a, b) => compare(createdAt(a), createdAt(b)))
  const all: StoredVerification[] = []
  let next = 0
  for (const verification of present) {
    while (next < waiting.length && createdAt(waiting[next] as StoredVerification) < createdAt(verification)) {
      all.push(waiting[next++] as StoredVerification)
    }
    all.push(verification)
  }
  return [...all, ...waiting.slice(next)]
}

/** A record without a time is treated as created now. */
const createdAt = ({ created_at = '9999-12-31T23:59:59.999000' }: StoredVerification) => created_at

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Renumbers the messages of the added file to follow the existing ones, in their original order. */
function renumberMessages(present: SandboxFile, added: SandboxFile): SandboxFile {
  const { verifications = [], number_codes = [] } = added
  const messages = [
    ...verifications.flatMap(({ emulator }) => emulator?.message ?? []),
    ...number_codes.map(({ message }) => message),
  ]
  const first = (present.meta?.sequence ?? 0) + 1
  const sequenceOf = new Map(
    messages.toSorted((a, b) => a.sequence - b.sequence).map((message, index) => [message, first + index]),
  )
  const renumber = (message: StoredMessage) => ({ ...message, sequence: sequenceOf.get(message) ?? message.sequence })
  return {
    ...added,
    verifications: verifications.map((stored) => {
      const { emulator } = stored
      return emulator?.message ? { ...stored, emulator: { ...emulator, message: renumber(emulator.message) } } : stored
    }),
    number_codes: number_codes.map((stored) => ({ ...stored, message: renumber(stored.message) })),
  }
}
