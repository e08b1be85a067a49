import { type MutantId, mutantIds } from '../../core/mutants.js'
import { CannotRunError } from '../../report/report.js'
import { countOf } from '../../wire/count-of.js'
import { judge } from './judge.js'
import { runPool } from './pool.js'
import { readState, type StateKey, type TextFile, writeState } from './resume.js'
import type { MutantResult, RunSuite, SuiteResult } from './suite.js'

export interface TestsAuditOptions {
  /** The command as the user wrote it. */
  readonly command: readonly string[]
  readonly version: string
  /** The mutants to run, if the suite reaches them. */
  readonly selected: ReadonlySet<MutantId>
  /** The number of runs at the same time. */
  readonly jobs: number
  /** The time limit of a run, in milliseconds; derived from the clean run if it is null. */
  readonly limitMs: number | null
  /** Runs the clean suite twice, to find tests that pass only sometimes. */
  readonly isConfirmed: boolean
  /** Keeps the results of an unfinished audit. */
  readonly state?: TextFile | undefined
  /** Ends the audit after the runs in progress. */
  readonly signal: AbortSignal
}

export interface TestsAuditContext {
  readonly runSuite: RunSuite
  /** Shows the progress to a person, a line at a time. */
  readonly onProgress: (line: string) => void
}

export interface TestsAudit {
  /** One for each selected mutant, in the order of `mutantIds`. */
  readonly results: readonly MutantResult[]
  readonly clean: Pick<SuiteResult, 'tookMs' | 'facts'>
}

/**
 * Runs the tests once as they are, and once for each mutant that they reach.
 *
 * @throws {CannotRunError} if the tests fail as they are, never ask an emulator, or the audit is interrupted
 */
export async function runTestsAudit(options: TestsAuditOptions, context: TestsAuditContext): Promise<TestsAudit> {
  const { selected, jobs, state, signal, version, command } = options
  const clean = await runClean(options, context)
  const reached = mutantIds.filter((mutant) => selected.has(mutant) && clean.facts.has(`mutant:${mutant}`))
  const limitMs = options.limitMs ?? limitOf(clean.tookMs)
  const key: StateKey = { version, command, reached }
  const results = new Map(state === undefined ? [] : readState(state, key).map((result) => [result.mutant, result]))
  const waiting = reached.filter((mutant) => !results.has(mutant))
  context.onProgress(describePlan({ reached: reached.length, kept: results.size, clean, limitMs }))
  await runPool(waiting, jobs, async (mutant) => {
    if (signal.aborted) return
    const result = judge(mutant, await context.runSuite({ mutant, limitMs }))
    if (signal.aborted) return // an interrupted run proves nothing
    results.set(mutant, result)
    if (state !== undefined) writeState(state, key, inOrder(results))
    context.onProgress(describeResult(result, results.size, reached.length))
  })
  if (signal.aborted) throw interrupted(results.size, reached.length, state)
  const unreached = (mutant: MutantId): MutantResult => ({
    mutant,
    status: 'not reached',
    isTimeout: false,
    tookMs: null,
  })
  const all = mutantIds.filter((mutant) => selected.has(mutant))
  return { results: all.map((mutant) => results.get(mutant) ?? unreached(mutant)), clean }
}

/** A lie can make tests wait for what never comes, so they get three times as long, and time for their own time limits. */
const limitOf = (cleanMs: number) => Math.round(cleanMs * 3) + 10_000

const inOrder = (results: ReadonlyMap<MutantId, MutantResult>) =>
  mutantIds.flatMap((mutant) => results.get(mutant) ?? [])

async function runClean(
  { command, isConfirmed, signal }: TestsAuditOptions,
  { runSuite, onProgress }: TestsAuditContext,
): Promise<TestsAudit['clean']> {
  onProgress(`Clean run${isConfirmed ? ' 1 of 2' : ''}: ${command.join(' ')}`)
  const first = await runSuite({ mutant: null, limitMs: null })
  requirePassed(first, command, signal)
  if (!isConfirmed) return requireAsked(first)
  onProgress('Clean run 2 of 2')
  const second = await runSuite({ mutant: null, limitMs: null })
  if (!signal.aborted && second.exitCode !== 0)
    throw new CannotRunError(
      `The tests passed once and failed once without any change, so their failures prove nothing. Make them reliable first.${quoteOutput(second)}`,
    )
  requirePassed(second, command, signal)
  return requireAsked({
    tookMs: Math.max(first.tookMs, second.tookMs),
    // What only one run reached would make a run without its lie look like a survivor.
    facts: new Set([...first.facts].filter((fact) => second.facts.has(fact))),
  })
}

function requirePassed(result: SuiteResult, command: readonly string[], signal: AbortSignal): void {
  if (signal.aborted) throw new CannotRunError('Interrupted during the clean run: nothing was audited.')
  if (result.exitCode === 0) return
  throw new CannotRunError(
    `The tests must pass before they can be audited, but \`${command.join(' ')}\` exited with ${result.exitCode}. Fix them, or the command, first.${quoteOutput(result)}`,
  )
}

function requireAsked<Clean extends TestsAudit['clean']>(clean: Clean): Clean {
  if ([...clean.facts].some((fact) => fact.startsWith('operation:'))) return clean
  throw new CannotRunError(
    'The tests passed without a single request to an emulator. Make the application read TELNYX_BASE_URL and TELNYX_API_KEY, or use an emulator of this package in the tests.',
  )
}

const quoteOutput = ({ output }: SuiteResult) => (output.trim() === '' ? '' : `\n\n${output.trimEnd()}`)

function interrupted(done: number, of: number, state: TextFile | undefined): CannotRunError {
  const next =
    state === undefined
      ? 'Use --state <file> to be able to continue an interrupted audit.'
      : `Run the same command again to continue from ${state.path}.`
  return new CannotRunError(`Interrupted after ${done} of ${of} mutants. ${next}`)
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

interface Plan {
  readonly reached: number
  readonly kept: number
  readonly clean: TestsAudit['clean']
  readonly limitMs: number
}

function describePlan({ reached, kept, clean, limitMs }: Plan): string {
  const resumed = kept === 0 ? '' : `, ${kept} of them done in an earlier run`
  return `The clean run took ${seconds(clean.tookMs)} and reached ${countOf(reached, 'mutant')}${resumed}. Time limit of a run: ${seconds(limitMs)}.`
}

function describeResult({ mutant, status, isTimeout, tookMs }: MutantResult, done: number, of: number): string {
  const count = `[${String(done).padStart(String(of).length)}/${of}]`
  return `${count} ${status.padEnd(11)} ${mutant} (${isTimeout ? 'time limit' : seconds(tookMs ?? 0)})`
}
