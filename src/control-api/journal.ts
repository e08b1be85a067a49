import { Heap } from '../core/heap.js'
import type { Numbered } from '../core/journal.js'
import type { Sandbox } from '../core/sandbox.js'
import { verifyOperations } from '../spec/operations.js'
import { toListParts, toObjectParts } from '../wire/json-parts.js'
import { suggest } from '../wire/suggest.js'
import { entryKinds } from '../wire/words.js'
import type { SandboxLifecycle } from './control-context.js'
import { cursorAt, readCursor } from './cursor.js'
import type { ControlTable } from './operation.js'
import { throwBadRequest } from './problem.js'
import { type Query, readNumber, readSandboxFilter, readSentNumber, readWord, showsCodes } from './query.js'
import { Search } from './search.js'
import { createShowEntry, type ShowOptions } from './shown-entry.js'

const operationIds: readonly string[] = verifyOperations.map(({ id }) => id)

export const journal: ControlTable<'ListJournal' | 'ClearJournal', 'sandboxes' | 'turns' | 'onMaskedShape'> = {
  ListJournal: async ({ sandbox, query, sandboxes, turns, onMaskedShape }) => {
    const limit = readNumber(query, 'limit', { byDefault: 100, least: 1, most: 100_000 })
    const isWanted = readFilter(query)
    const filter = readSandboxFilter(query)
    const search = new Search(turns)
    if (filter !== undefined && 'prefix' in filter) {
      if (query.since !== undefined)
        throwBadRequest('since is the cursor of one sandbox. Use it without sandbox_prefix.')
      const meant = sandboxes.list().filter(({ name }) => name.startsWith(filter.prefix))
      return listTogether(meant, {
        limit,
        isWanted,
        search,
        runDue: sandboxes.runDue,
        showsCodes: showsCodes(query),
        onMaskedShape,
      })
    }
    const after = query.since === undefined ? 0 : readCursor(sandbox, query.since, sandbox.journal.sequence)
    const shows = showsCodes(query)
    sandbox.runDue()
    const answer = answerEntries(sandbox, { showsCodes: shows, onMaskedShape })
    return answer(await search.find(sandbox.journal.copy().newestFirst(after), isWanted, limit))
  },

  ClearJournal: ({ sandbox, onMaskedShape }) => {
    sandbox.journal.clear()
    return answerEntries(sandbox, { onMaskedShape })([])
  },
}

interface Wanted extends ShowOptions {
  readonly limit: number
  readonly isWanted: (numbered: Numbered) => boolean
  readonly search: Search
  readonly runDue: SandboxLifecycle['runDue']
}

/** What was found in one of several journals, newest first. */
interface Found {
  readonly sandbox: string
  readonly entries: readonly Numbered[]
  readonly show: ReturnType<typeof createShowEntry>
}

/** The entries of several sandboxes in one list, newest first by their clocks. */
async function listTogether(sandboxes: readonly Sandbox[], { limit, isWanted, search, runDue, ...shown }: Wanted) {
  const all: Found[] = []
  for (const sandbox of sandboxes) {
    await runDue(sandbox)
    const show = createShowEntry(sandbox, shown)
    const entries = await search.find(sandbox.journal.copy().newestFirst(), isWanted, limit)
    // A clock that was set back has left later entries with an earlier time.
    if (entries.length > 0)
      all.push({ sandbox: sandbox.name, entries: entries.sort((a, b) => b.entry.at - a.entry.at), show })
  }
  const sum = (count: (sandbox: Sandbox) => number) => sandboxes.reduce((total, sandbox) => total + count(sandbox), 0)
  const rest = {
    cursor: '',
    capacity: sum(({ journal }) => journal.capacity),
    dropped: sum(({ journal }) => journal.dropped),
  }
  const showPlaced = ({ found: { show, sandbox }, numbered }: Placed) => ({ ...show(numbered), sandbox })
  return { parts: toObjectParts(rest, { entries: toListParts(mergeNewest(all, limit), showPlaced) }) }
}

interface Placed {
  readonly found: Found
  readonly numbered: Numbered
}

/** Yields the newest entries of all; those of one moment in the order of their sandboxes. */
function* mergeNewest(all: readonly Found[], most: number): Generator<Placed> {
  const heads = new Heap<{ readonly list: number; place: number; at: number }>(
    (a, b) => a.at > b.at || (a.at === b.at && a.list < b.list),
  )
  for (const [list, { entries }] of all.entries()) heads.add({ list, place: 0, at: (entries[0] as Numbered).entry.at })
  for (let count = 0; count < most; count++) {
    const head = heads.take()
    if (head === undefined) return
    const found = all[head.list] as Found
    const { entries } = found
    yield { found, numbered: entries[head.place] as Numbered }
    const next = entries[++head.place]
    if (next === undefined) continue
    head.at = next.entry.at
    heads.add(head)
  }
}

/** The answer to a list; what is beside its entries is of the moment of this call. */
function answerEntries(sandbox: Sandbox, shown: ShowOptions) {
  const { capacity, sequence, dropped } = sandbox.journal
  const rest = { cursor: cursorAt(sandbox, sequence), capacity, dropped }
  const show = createShowEntry(sandbox, shown)
  return (found: readonly Numbered[]) => ({ parts: toObjectParts(rest, { entries: toListParts(found, show) }) })
}

function readFilter(query: Query): (numbered: Numbered) => boolean {
  const kind = readWord(query, 'kind', entryKinds)
  const operation = readOperation(query.operation)
  const isAbout = readSentNumber(query)
  const status =
    query.status === undefined ? undefined : readNumber(query, 'status', { byDefault: 0, least: 0, most: 599 })
  return ({ entry }) => {
    if (kind !== undefined && entry.kind !== kind) return false
    if (entry.kind !== 'request') {
      return operation === undefined && status === undefined && (isAbout === undefined || isAbout(entry.phoneNumber))
    }
    return (
      (operation === undefined || entry.facts.operation === operation) &&
      (status === undefined || entry.status === status) &&
      (isAbout === undefined || isAbout(entry.facts.phoneNumber))
    )
  }
}

/** @throws {ProblemError} 400 for an unknown operation */
export function readOperation(operation: string | undefined): string | undefined {
  if (operation === undefined || operationIds.includes(operation)) return operation
  return throwBadRequest(suggest('operation', operation, operationIds))
}
