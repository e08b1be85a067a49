import type { Numbered, RequestEntry } from '../core/journal.js'
import type { Sandbox } from '../core/sandbox.js'
import { toJournalEntry } from '../wire/journal.js'
import type { ControlWire } from '../wire/types.js'
import { cursorAt, readCursor } from './cursor.js'
import { readOperation } from './journal.js'
import { findMismatches, type Mismatch, show } from './mismatch.js'
import type { ControlTable } from './operation.js'
import { ProblemError, throwBadRequest } from './problem.js'

type AssertRequest = ControlWire['AssertRequest']

const mostMisses = 3
const mostEntries = 100

export const journalAssert: ControlTable<'AssertJournal'> = {
  AssertJournal: ({ sandbox, body }) => {
    const operation = readOperation(body.operation)
    const [least, most] = readBounds(body)
    if (sandbox.journal.capacity === 0)
      throwBadRequest('The journal is switched off: start the emulator without --journal 0.')
    const after = body.since === undefined ? 0 : readCursor(sandbox, body.since, sandbox.journal.sequence)
    const judged: Judged[] = [...sandbox.journal.newestFirst(after)]
      .filter(({ entry }) => entry.kind === 'request')
      .map((numbered) => ({ numbered, mismatches: mismatchesOf(numbered, operation, body.match ?? {}) }))
    const matching = judged.filter(({ mismatches }) => mismatches.length === 0)
    if (matching.length >= least && matching.length <= most) {
      const entries = matching.slice(0, mostEntries).map(({ numbered }) => toEntry(sandbox, numbered))
      return { body: { matched: matching.length, entries, cursor: cursorAt(sandbox, sandbox.journal.sequence) } }
    }
    const misses = (matching.length > most ? matching.slice(0, mostMisses) : findNearest(judged)).map(
      ({ numbered, mismatches }) => ({
        entry: toEntry(sandbox, numbered),
        differences: mismatches.map(({ sentence }) => sentence),
      }),
    )
    const failure = { least, most, matched: matching.length, misses, seen: judged.length }
    throw new ProblemError(422, 'Not as expected', describeFailure(sandbox, body, failure), { misses })
  },
}

/** A request of the journal, and where it is other than wanted. */
interface Judged {
  readonly numbered: Numbered
  readonly mismatches: readonly Mismatch[]
}

const toEntry = (sandbox: Sandbox, { sequence, entry }: Numbered) => toJournalEntry(entry, cursorAt(sandbox, sequence))

/** The requests that do not match and are nearest to it, the nearest first. */
function findNearest(judged: readonly Judged[]): readonly Judged[] {
  return judged
    .filter(({ mismatches }) => mismatches.length > 0)
    .sort((a, b) => weightOf(a.mismatches) - weightOf(b.mismatches))
    .slice(0, mostMisses)
}

/** How many requests must match. @throws {ProblemError} 400 for bounds that nothing can meet */
function readBounds({ times, at_least, at_most }: AssertRequest): [number, number] {
  if (times !== undefined) {
    if (at_least !== undefined || at_most !== undefined) throwBadRequest('Use either times, or at_least and at_most.')
    return [times, times]
  }
  const least = at_least ?? (at_most === undefined ? 1 : 0)
  const most = at_most ?? Number.POSITIVE_INFINITY
  if (least > most) throwBadRequest(`at_least ${least} and at_most ${most} cannot both be met.`)
  return [least, most]
}

function mismatchesOf(
  { entry }: Numbered,
  operation: string | undefined,
  match: NonNullable<AssertRequest['match']>,
): Mismatch[] {
  const { facts, method, path, status, decided, requestBody, answerBody } = entry as RequestEntry
  const mismatches = operation === undefined ? [] : findMismatches(operation, facts.operation, ['operation'])
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
    request: parseBody(requestBody.text),
    answer: parseBody(answerBody.text),
  }
  for (const [name, wanted] of Object.entries(match)) {
    mismatches.push(...findMismatches(wanted, actual[name as keyof typeof actual], [name]))
  }
  return mismatches
}

/** Another operation is further off than another value. */
function weightOf(mismatches: readonly Mismatch[]): number {
  return mismatches.reduce((sum, { sentence, weight }) => sum + (sentence.startsWith('operation:') ? 2 : weight), 0)
}

function parseBody(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text)
  } catch {
    return text
  }
}

interface AssertFailure {
  readonly least: number
  readonly most: number
  readonly matched: number
  readonly misses: readonly { readonly entry: ControlWire['JournalEntry']; readonly differences: readonly string[] }[]
  readonly seen: number
}

/** What was expected, what was there, and what came nearest: to be read in the output of a test. */
function describeFailure(
  sandbox: Sandbox,
  { operation = 'request', match, since }: AssertRequest,
  { least, most, matched, misses, seen }: AssertFailure,
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
