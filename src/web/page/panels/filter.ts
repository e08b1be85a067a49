import type { Entry } from '../api/types.js'

/** Tests whether an entry holds every word of a filter, in any order; an empty kind means all. */
export function matchesFilter(entry: Entry, filter: string, kind: string): boolean {
  if (kind !== '' && entry.kind !== kind) return false
  if (filter === '') return true
  const text =
    `${entry.text} ${entry.phoneNumber} ${entry.verificationId} ${entry.operation ?? ''} ${entry.decided?.errorCode ?? ''}`.toLowerCase()
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
