import { mergeSandboxFiles, type SandboxFile } from './format.js'

type StoredVerification = NonNullable<SandboxFile['verifications']>[number]
type StoredMessage = NonNullable<SandboxFile['number_codes']>[number]['message']

/**
 * A sandbox's file with another's records in it. One with an id that is taken replaces what is there; a new verification
 * finds its place by the time of its making, because lists are in that order; a message comes after all that are there.
 * The other's clock, scenarios and faults are passed over.
 */
export function addRecords(present: SandboxFile, added: SandboxFile): SandboxFile {
  const { profiles, templates, verifications, verified_numbers, number_codes } = afterMessages(present, added)
  const records = { profiles, templates, verifications, verified_numbers, number_codes }
  const merged = mergeSandboxFiles(present, [{ ...(records as SandboxFile), version: 1 }])
  const known = present.verifications?.length ?? 0
  const test_numbers = { ...present.test_numbers, ...added.test_numbers }
  return {
    ...merged,
    verifications: putAmong(merged.verifications?.slice(0, known) ?? [], merged.verifications?.slice(known) ?? []),
    ...(Object.keys(test_numbers).length > 0 && { test_numbers }),
  }
}

/** What is there keeps its order, also where the clock was put back in between. */
function putAmong(present: readonly StoredVerification[], added: readonly StoredVerification[]): StoredVerification[] {
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

/** What does not say when it was made is made now. */
const createdAt = ({ created_at = '9999-12-31T23:59:59.999000' }: StoredVerification) => created_at

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** The added file with its messages numbered on from those that are there, in the order that they had. */
function afterMessages(present: SandboxFile, added: SandboxFile): SandboxFile {
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
