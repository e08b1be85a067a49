import { ShardedMap } from '../core/sharded-map.js'
import { isPause, type Steps } from '../wire/steps.js'
import { mergeSandboxFiles, type SandboxFile } from './format.js'

type StoredVerification = NonNullable<SandboxFile['verifications']>[number]
type StoredMessage = NonNullable<SandboxFile['number_codes']>[number]['message']

/** The number of records that are handled without a pause. */
const inSlice = 500

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
  const placeOf = new ShardedMap<number>()
  /** By the place where an ID comes first; null for those that have replaced a present one. */
  const unplaced: (StoredVerification | null)[] = []
  for (const [index, verification] of added.entries()) {
    const place = placeOf.get(verification.id)
    if (place === undefined) placeOf.set(verification.id, unplaced.push(verification) - 1)
    else unplaced[place] = verification
    if (isPause(index, inSlice)) yield
  }
  const replaced: StoredVerification[] = []
  for (const [index, verification] of present.entries()) {
    const place = placeOf.get(verification.id)
    replaced.push((place === undefined ? undefined : unplaced[place]) ?? verification)
    if (place !== undefined) unplaced[place] = null
    if (isPause(index, inSlice)) yield
  }
  const fresh: StoredVerification[] = []
  for (const [index, verification] of unplaced.entries()) {
    if (verification !== null) fresh.push(verification)
    if (isPause(index, inSlice)) yield
  }
  return yield* insertByTime(replaced, fresh)
}

/** Inserts verifications by time. Existing ones keep their order, even if the clock was set back in between. */
function* insertByTime(
  present: readonly StoredVerification[],
  added: readonly StoredVerification[],
): Steps<StoredVerification[]> {
  const waiting = yield* sortBy(added, createdAt, (a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const all: StoredVerification[] = []
  let next = 0
  for (const [index, verification] of present.entries()) {
    while (next < waiting.length && createdAt(waiting[next] as StoredVerification) < createdAt(verification)) {
      if (isPause(all.push(waiting[next++] as StoredVerification), inSlice)) yield
    }
    all.push(verification)
    if (isPause(index, inSlice)) yield
  }
  for (; next < waiting.length; next++) if (isPause(all.push(waiting[next] as StoredVerification), inSlice)) yield
  return all
}

/** Sorts items, which mostly are in order already: that is found out in slices, and sorting long lists is not. */
function* sortBy<Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
  compare: (a: Key, b: Key) => number,
): Steps<readonly Item[]> {
  let isSorted = true
  for (let index = 1; index < items.length && isSorted; index++) {
    isSorted = compare(keyOf(items[index - 1] as Item), keyOf(items[index] as Item)) <= 0
    if (isPause(index, inSlice)) yield
  }
  return isSorted ? items : items.toSorted((a, b) => compare(keyOf(a), keyOf(b)))
}

/** A record without a time is treated as created now. */
const createdAt = ({ created_at = '9999-12-31T23:59:59.999000' }: StoredVerification) => created_at

/** A message of the added file, and where it is: below zero for the one of a number's code. */
interface Place {
  readonly sequence: number
  readonly place: number
}

/** Renumbers the messages of the added file to follow the existing ones, in their original order. */
function* renumberMessages(present: SandboxFile, added: SandboxFile): Steps<SandboxFile> {
  const { verifications = [], number_codes = [] } = added
  const places: Place[] = []
  for (const [place, { emulator }] of verifications.entries()) {
    if (emulator?.message) places.push({ sequence: emulator.message.sequence, place })
    if (isPause(place, inSlice)) yield
  }
  for (const [index, { message }] of number_codes.entries())
    places.push({ sequence: message.sequence, place: -1 - index })
  const sorted = yield* sortBy(
    places,
    ({ sequence }) => sequence,
    (a, b) => a - b,
  )
  const first = (present.meta?.sequence ?? 0) + 1
  const renumber = (message: StoredMessage, index: number) => ({ ...message, sequence: first + index })
  const renumbered = verifications.slice()
  const codes = number_codes.slice()
  for (const [index, { place }] of sorted.entries()) {
    const code = codes[-1 - place]
    if (code !== undefined) codes[-1 - place] = { ...code, message: renumber(code.message, index) }
    const stored = renumbered[place]
    if (stored?.emulator?.message !== undefined)
      renumbered[place] = {
        ...stored,
        emulator: { ...stored.emulator, message: renumber(stored.emulator.message, index) },
      }
    if (isPause(index, inSlice)) yield
  }
  return { ...added, verifications: renumbered, number_codes: codes }
}
