import type { Numbered } from '../core/journal.js'
import type { RequestEntry } from '../core/journal-entry.js'
import type { Sandbox } from '../core/sandbox.js'
import type { ControlWire } from '../wire/types.js'
import { cursorAt, readCursor } from './cursor.js'
import { readOperation } from './journal.js'
import { type EntryMismatch, findMismatches, show } from './mismatch.js'
import type { ControlTable } from './operation.js'
import { ProblemError, throwBadRequest } from './problem.js'
import { showEntry } from './shown-entry.js'

type AssertRequest = ControlWire['AssertRequest']

const mostMisses = 3
const mostEntries = 100

export const journalAssert: ControlTable<'AssertJournal', 'onMaskedShape'> = {
  AssertJournal: ({ sandbox, body, onMaskedShape }) => {
    const operation = readOperation(body.operation)
    const [least, most] = readBounds(body)
    if (sandbox.journal.capacity === 0) throwBadRequest('The journal is off. Start the emulator without --journal 0.')
    const after = body.since === undefined ? 0 : readCursor(sandbox, body.since, sandbox.journal.sequence)
    const judged: Judged[] = [...sandbox.journal.newestFirst(after)]
      .filter(({ entry }) => entry.kind === 'request')
      .map((numbered) => ({ numbered, mismatches: mismatchesOf(numbered, operation, body.match ?? {}) }))
    const matching = judged.filter(({ mismatches }) => mismatches.length === 0)
    if (matching.length >= least && matching.length <= most) {
      const entries = matching
        .slice(0, mostEntries)
        .map(({ numbered }) => showEntry(sandbox, numbered, { onMaskedShape }))
      return { body: { matched: matching.length, entries, cursor: cursorAt(sandbox, sandbox.journal.sequence) } }
    }
    const misses = (matching.length > most ? matching.slice(0, mostMisses) : findNearest(judged)).map(
      ({ numbered, mismatches }) => ({
        entry: showEntry(sandbox, numbered, { onMaskedShape }),
        differences: mismatches.map(({ sentence }) => sentence),
      }),
    )
    const failure = { least, most, matched: matching.length, misses, seen: judged.length }
    throw new ProblemError(422, 'Not as expected', formatFailure(sandbox, body, failure), { misses })
  },
}

/** A request of the journal and its differences from the expectation. */
interface Judged {
  readonly numbered: Numbered
  readonly mismatches: readonly EntryMismatch[]
}

/** The requests nearest to the expectation among those that do not match, the nearest first. */
function findNearest(judged: readonly Judged[]): readonly Judged[] {
  return judged
    .filter(({ mismatches }) => mismatches.length > 0)
    .sort((a, b) => weightOf(a.mismatches) - weightOf(b.mismatches))
    .slice(0, mostMisses)
}

/** The least and the greatest number of requests that must match. @throws {ProblemError} 400 for impossible bounds */
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
): EntryMismatch[] {
  const { facts, method, path, status, decided, requestBody, answerBody } = entry as RequestEntry
  const mismatches = operation === undefined ? [] : findMismatches(operation, facts.operation, ['operation'])
  // Built here rather than from the journal's wire form, because codes can be matched but are masked there.
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

/** The distance from the expectation. A different operation counts more than a different value. */
function weightOf(mismatches: readonly EntryMismatch[]): number {
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

/** Explains a failed assertion in the output of a test: the expectation, the matches, and the nearest requests. */
function formatFailure(
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
  if (seen === 0 && since !== undefined) lines.push('The journal has no requests after the cursor given as since.')
  else if (seen === 0)
    lines.push(
      `The journal of sandbox "${sandbox.name}" has no requests. Check that your application uses the API key of this sandbox.`,
    )
  for (const { entry, differences } of misses) {
    lines.push(`${differences.length > 0 ? 'Nearest' : 'Matched'}: ${entry.text}`)
    if (entry.hint !== undefined) lines.push(`  hint: ${entry.hint}`)
    for (const difference of differences) lines.push(`  ${difference}`)
  }
  if (sandbox.journal.dropped > 0)
    lines.push(`${sandbox.journal.dropped} older entries were dropped. Raise --journal to keep more.`)
  return lines.join('\n')
}
