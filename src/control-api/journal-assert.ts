import type { Numbered } from '../core/journal.js'
import type { RequestEntry } from '../core/journal-entry.js'
import type { Sandbox } from '../core/sandbox.js'
import { isPause } from '../wire/steps.js'
import type { ControlWire } from '../wire/types.js'
import { cursorAt, readCursor } from './cursor.js'
import { readOperation } from './journal.js'
import { type EntryMismatch, findMismatches, show } from './mismatch.js'
import type { ControlTable } from './operation.js'
import { ProblemError, throwBadRequest } from './problem.js'
import { createShowEntry } from './shown-entry.js'

type AssertRequest = ControlWire['AssertRequest']

const mostMisses = 3
const mostEntries = 100

/** The number of entries that are judged without a pause for others. */
const inSlice = 500

export const journalAssert: ControlTable<'AssertJournal', 'turns' | 'onMaskedShape'> = {
  AssertJournal: async ({ sandbox, body, turns, onMaskedShape }) => {
    const operation = readOperation(body.operation)
    const [least, most] = readBounds(body)
    if (sandbox.journal.capacity === 0) throwBadRequest('The journal is off. Start the emulator without --journal 0.')
    const after = body.since === undefined ? 0 : readCursor(sandbox, body.since, sandbox.journal.sequence)
    // Of one moment, although they are judged later.
    const cursor = cursorAt(sandbox, sandbox.journal.sequence)
    const { dropped } = sandbox.journal
    const toEntry = createShowEntry(sandbox, { onMaskedShape })
    const judgement = new Judgement((request) => mismatchesOf(request, operation, body.match ?? {}))
    let index = 0
    for (const numbered of sandbox.journal.copy().newestFirst(after)) {
      if (isRequest(numbered)) judgement.add(numbered)
      if (isPause(index++, inSlice)) await turns.pause()
    }
    const { matching, matched, nearest, seen } = judgement
    if (matched >= least && matched <= most) return { body: { matched, entries: matching.map(toEntry), cursor } }
    const misses = (matched > most ? matching.slice(0, mostMisses) : nearest).map((request) => ({
      entry: toEntry(request),
      differences: mismatchesOf(request, operation, body.match ?? {}).map(({ toSentence }) => toSentence()),
    }))
    const failure = { least, most, matched, misses, seen, dropped }
    throw new ProblemError(422, 'Not as expected', formatFailure(sandbox, body, failure), { misses })
  },
}

interface NumberedRequest extends Numbered {
  readonly entry: RequestEntry
}

const isRequest = (numbered: Numbered): numbered is NumberedRequest => numbered.entry.kind === 'request'

/** Which requests match an expectation, and which come nearest, newest first. */
class Judgement {
  readonly matching: NumberedRequest[] = []
  matched = 0
  seen = 0
  readonly #nearest: { readonly request: NumberedRequest; readonly weight: number }[] = []

  constructor(private readonly mismatchesOf: (request: NumberedRequest) => readonly EntryMismatch[]) {}

  add(request: NumberedRequest): void {
    this.seen++
    const mismatches = this.mismatchesOf(request)
    if (mismatches.length === 0) {
      if (++this.matched <= mostEntries) this.matching.push(request)
      return
    }
    const weight = weightOf(mismatches)
    const place = this.#nearest.findIndex((one) => weight < one.weight)
    if (place < 0 && this.#nearest.length === mostMisses) return
    this.#nearest.splice(place < 0 ? this.#nearest.length : place, 0, { request, weight })
    this.#nearest.length = Math.min(this.#nearest.length, mostMisses)
  }

  get nearest(): readonly NumberedRequest[] {
    return this.#nearest.map(({ request }) => request)
  }
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
  { entry }: NumberedRequest,
  operation: string | undefined,
  match: NonNullable<AssertRequest['match']>,
): EntryMismatch[] {
  const mismatches = operation === undefined ? [] : findMismatches(operation, entry.facts.operation, ['operation'])
  for (const [name, wanted] of Object.entries(match)) {
    mismatches.push(...findMismatches(wanted, readFact[name as keyof typeof readFact](entry), [name]))
  }
  return mismatches
}

/**
 * What can be matched of a request. Read here rather than from the journal's wire form, because codes can be matched but
 * are masked there. Only what is asked for is read: parsing bodies takes most of the time.
 */
const readFact: Readonly<Record<keyof NonNullable<AssertRequest['match']>, (entry: RequestEntry) => unknown>> = {
  phone_number: ({ facts }) => facts.phoneNumber,
  verification_id: ({ facts }) => facts.verificationId,
  method: ({ method }) => method,
  path: ({ path }) => path,
  status: ({ status }) => status,
  decided: ({ decided: { rule, scenario, fault, outcome, errorCode } }) => ({
    rule,
    scenario,
    fault,
    outcome,
    error_code: errorCode,
  }),
  request: ({ requestBody }) => parseBody(requestBody.text),
  answer: ({ answerBody }) => parseBody(answerBody.text),
}

/** The distance from the expectation. A different operation counts more than a different value. */
function weightOf(mismatches: readonly EntryMismatch[]): number {
  return mismatches.reduce((sum, { place, weight }) => sum + (place[0] === 'operation' ? 2 : weight), 0)
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
  readonly dropped: number
}

/** Explains a failed assertion in the output of a test: the expectation, the matches, and the nearest requests. */
function formatFailure(
  sandbox: Sandbox,
  { operation = 'request', match, since }: AssertRequest,
  { least, most, matched, misses, seen, dropped }: AssertFailure,
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
  if (dropped > 0) lines.push(`${dropped} older entries were dropped. Raise --journal to keep more.`)
  return lines.join('\n')
}
