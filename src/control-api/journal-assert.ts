import type { Numbered, RequestEntry } from '../core/journal.js'
import type { Sandbox } from '../core/sandbox.js'
import { toJournalEntry } from '../wire/journal.js'
import type { ControlWire } from '../wire/types.js'
import { cursorAt, readCursor } from './cursor.js'
import { readOperation } from './journal.js'
import { type Difference, findDifferences, show } from './mismatch.js'
import type { ControlTable } from './operation.js'
import { Problem, throwBadRequest } from './problem.js'

type Expectation = ControlWire['AssertRequest']

const mostMisses = 3
const mostEntries = 100

export const assertion: ControlTable<'AssertJournal'> = {
  AssertJournal: ({ sandbox, body }) => {
    const operation = readOperation(body.operation)
    const [least, most] = readBounds(body)
    if (sandbox.journal.capacity === 0)
      throwBadRequest('The journal is switched off: start the emulator without --journal 0.')
    const after = body.since === undefined ? 0 : readCursor(sandbox, body.since, sandbox.journal.sequence)
    const candidates = [...sandbox.journal.newestFirst(after)].filter(({ entry }) => entry.kind === 'request')
    const judged = candidates.map((numbered) => ({
      numbered,
      differences: differencesOf(numbered, operation, body.match ?? {}),
    }))
    const matching = judged.filter(({ differences }) => differences.length === 0)
    const tell = ({ sequence, entry }: Numbered) => toJournalEntry(entry, cursorAt(sandbox, sequence))
    if (matching.length >= least && matching.length <= most) {
      const entries = matching.slice(0, mostEntries).map(({ numbered }) => tell(numbered))
      return { body: { matched: matching.length, entries, cursor: cursorAt(sandbox, sandbox.journal.sequence) } }
    }
    const nearest = judged
      .filter(({ differences }) => differences.length > 0)
      .sort((a, b) => weightOf(a.differences) - weightOf(b.differences))
      .slice(0, mostMisses)
      .map(({ numbered, differences }) => ({
        entry: tell(numbered),
        differences: differences.map(({ sentence }) => sentence),
      }))
    const misses =
      matching.length > most
        ? matching.slice(0, mostMisses).map(({ numbered }) => ({ entry: tell(numbered), differences: [] }))
        : nearest
    throw new Problem(
      422,
      'Not as expected',
      describe(sandbox, body, { least, most, matched: matching.length, misses, seen: candidates.length }),
      { misses },
    )
  },
}

/** How many requests shall match. @throws {Problem} 400 for bounds that nothing can meet */
function readBounds({ times, at_least, at_most }: Expectation): [number, number] {
  if (times !== undefined) {
    if (at_least !== undefined || at_most !== undefined)
      throwBadRequest('Say times, or at_least and at_most, not both.')
    return [times, times]
  }
  const least = at_least ?? (at_most === undefined ? 1 : 0)
  const most = at_most ?? Number.POSITIVE_INFINITY
  if (least > most) throwBadRequest(`at_least ${least} and at_most ${most} cannot both be met.`)
  return [least, most]
}

function differencesOf(
  { entry }: Numbered,
  operation: string | undefined,
  match: NonNullable<Expectation['match']>,
): Difference[] {
  const { facts, method, path, status, decided, requestBody, answerBody } = entry as RequestEntry
  const differences = operation === undefined ? [] : findDifferences(operation, facts.operation, ['operation'])
  // Fields of one's own, because codes can be matched but are not told.
  const actual = {
    phone_number: facts.phoneNumber,
    verification_id: facts.verificationId,
    method,
    path,
    status,
    decided: {
      rule: decided.rule,
      scenario: decided.scenario,
      fault: decided.fault,
      outcome: decided.outcome,
      error_code: decided.errorCode,
    },
    request: parse(requestBody.text),
    answer: parse(answerBody.text),
  }
  for (const [name, wanted] of Object.entries(match)) {
    differences.push(...findDifferences(wanted, actual[name as keyof typeof actual], [name]))
  }
  return differences
}

/** Another operation is further off than another value. */
function weightOf(differences: readonly Difference[]): number {
  return differences.reduce((sum, { sentence, weight }) => sum + (sentence.startsWith('operation:') ? 2 : weight), 0)
}

function parse(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text)
  } catch {
    return text
  }
}

interface Verdict {
  readonly least: number
  readonly most: number
  readonly matched: number
  readonly misses: readonly { readonly entry: ControlWire['JournalEntry']; readonly differences: readonly string[] }[]
  readonly seen: number
}

/** What was expected, what was there, and what came nearest: to be read in the output of a test. */
function describe(
  sandbox: Sandbox,
  { operation = 'request', match, since }: Expectation,
  { least, most, matched, misses, seen }: Verdict,
): string {
  const times = (n: number) => (n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`)
  const wanted =
    least === most
      ? times(least)
      : most === Number.POSITIVE_INFINITY
        ? `at least ${times(least)}`
        : `${least} to ${most} times`
  const were =
    matched === 0 ? 'no request matches' : matched === 1 ? 'one request matches' : `${matched} requests match`
  const lines = [`Expected ${operation} ${wanted}${match ? ` with ${show([], match)}` : ''}, but ${were}.`]
  if (seen === 0 && since !== undefined) lines.push('No request at all came after the cursor that you gave as since.')
  else if (seen === 0)
    lines.push(
      `No request at all is in the journal of sandbox "${sandbox.name}": is the application's API key the one of this sandbox?`,
    )
  for (const { entry, differences } of misses) {
    lines.push(`${differences.length > 0 ? 'Nearest' : 'There was'}: ${entry.text}`)
    for (const difference of differences) lines.push(`  ${difference}`)
  }
  if (sandbox.journal.dropped > 0)
    lines.push(`${sandbox.journal.dropped} older entries had to make room; raise --journal to keep more.`)
  return lines.join('\n')
}
