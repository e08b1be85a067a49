import type { Numbered } from '../core/journal.js'
import type { Sandbox } from '../core/sandbox.js'
import { verifyOperations } from '../spec/operations.js'
import { suggest } from '../wire/suggest.js'
import { entryKinds } from '../wire/words.js'
import { cursorAt, readCursor } from './cursor.js'
import type { ControlTable } from './operation.js'
import { toListParts, toObjectParts } from './parts.js'
import { throwBadRequest } from './problem.js'
import { type Query, readNumber, readPhoneNumber, readSandboxFilter, readWord, showsCodes } from './query.js'
import { type ShowOptions, showEntry } from './shown-entry.js'

const operationIds: readonly string[] = verifyOperations.map(({ id }) => id)

export const journal: ControlTable<'ListJournal' | 'ClearJournal', 'sandboxes' | 'onMaskedShape'> = {
  ListJournal: ({ sandbox, query, sandboxes, onMaskedShape }) => {
    const limit = readNumber(query, 'limit', { byDefault: 100, least: 1, most: 100_000 })
    const isWanted = readFilter(query)
    const filter = readSandboxFilter(query)
    if (filter !== undefined && 'prefix' in filter) {
      if (query.since !== undefined)
        throwBadRequest('since is the cursor of one sandbox. Use it without sandbox_prefix.')
      const meant = sandboxes.list().filter(({ name }) => name.startsWith(filter.prefix))
      return listTogether(meant, { limit, isWanted, showsCodes: showsCodes(query), onMaskedShape })
    }
    const after = query.since === undefined ? 0 : readCursor(sandbox, query.since, sandbox.journal.sequence)
    const shows = showsCodes(query)
    sandbox.runDue()
    const found: Numbered[] = []
    for (const numbered of sandbox.journal.newestFirst(after)) {
      if (found.length >= limit) break
      if (isWanted(numbered)) found.push(numbered)
    }
    return answerEntries(sandbox, found, { showsCodes: shows, onMaskedShape })
  },

  ClearJournal: ({ sandbox, onMaskedShape }) => {
    sandbox.journal.clear()
    return answerEntries(sandbox, [], { onMaskedShape })
  },
}

interface Wanted extends ShowOptions {
  readonly limit: number
  readonly isWanted: (numbered: Numbered) => boolean
}

/** The entries of several sandboxes in one list, newest first by their clocks. */
function listTogether(sandboxes: readonly Sandbox[], { limit, isWanted, ...shown }: Wanted) {
  const all: { readonly sandbox: Sandbox; readonly numbered: Numbered }[] = []
  for (const sandbox of sandboxes) {
    sandbox.runDue()
    let found = 0
    for (const numbered of sandbox.journal.newestFirst()) {
      if (found >= limit) break
      if (!isWanted(numbered)) continue
      found++
      all.push({ sandbox, numbered })
    }
  }
  all.sort((a, b) => b.numbered.entry.at - a.numbered.entry.at) // stable: entries of one moment keep their order
  const sum = (count: (sandbox: Sandbox) => number) => sandboxes.reduce((total, sandbox) => total + count(sandbox), 0)
  const rest = {
    cursor: '',
    capacity: sum(({ journal }) => journal.capacity),
    dropped: sum(({ journal }) => journal.dropped),
  }
  const show = ({ sandbox, numbered }: (typeof all)[number]) => ({
    ...showEntry(sandbox, numbered, shown),
    sandbox: sandbox.name,
  })
  return { parts: toObjectParts(rest, { entries: toListParts(all.slice(0, limit), show) }) }
}

/** The answer to a list; what is beside its entries is of the moment of the request. */
function answerEntries(sandbox: Sandbox, found: readonly Numbered[], shown: ShowOptions) {
  const { capacity, sequence, dropped } = sandbox.journal
  const rest = { cursor: cursorAt(sandbox, sequence), capacity, dropped }
  // After a reset, a cursor would be one of another journal.
  const named = found.map((numbered) => ({ numbered, cursor: cursorAt(sandbox, numbered.sequence) }))
  const show = ({ numbered, cursor }: (typeof named)[number]) => ({ ...showEntry(sandbox, numbered, shown), cursor })
  return { parts: toObjectParts(rest, { entries: toListParts(named, show) }) }
}

function readFilter(query: Query): (numbered: Numbered) => boolean {
  const kind = readWord(query, 'kind', entryKinds)
  const operation = readOperation(query.operation)
  const phoneNumber = readPhoneNumber(query)
  const status =
    query.status === undefined ? undefined : readNumber(query, 'status', { byDefault: 0, least: 0, most: 599 })
  return ({ entry }) => {
    if (kind !== undefined && entry.kind !== kind) return false
    if (entry.kind !== 'request') {
      return (
        operation === undefined &&
        status === undefined &&
        (phoneNumber === undefined || entry.phoneNumber === phoneNumber)
      )
    }
    return (
      (operation === undefined || entry.facts.operation === operation) &&
      (status === undefined || entry.status === status) &&
      (phoneNumber === undefined || entry.facts.phoneNumber === phoneNumber)
    )
  }
}

/** @throws {ProblemError} 400 for an unknown operation */
export function readOperation(operation: string | undefined): string | undefined {
  if (operation === undefined || operationIds.includes(operation)) return operation
  return throwBadRequest(suggest('operation', operation, operationIds))
}
