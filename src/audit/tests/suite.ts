import type { MutantId } from '../../core/mutants.js'

/** One run of the user's command against emulators that lie, or, without a mutant, that do not. */
export interface SuiteRun {
  readonly mutant: MutantId | null
  /** The command is ended after this time, in milliseconds; null for no limit. */
  readonly limitMs: number | null
}

export interface SuiteResult {
  /** The exit code of the command; above 128 if a signal ended it. */
  readonly exitCode: number
  /** Whether it was ended because it took too long. */
  readonly isTimeout: boolean
  readonly tookMs: number
  /** What the command reached in all its emulators, such as `mutant:used-code-accepted`. */
  readonly facts: ReadonlySet<string>
  /** The end of what it printed. */
  readonly output: string
}

/** Runs the command once, with emulators of its own. */
export type RunSuite = (run: SuiteRun) => Promise<SuiteResult>

/**
 * What became of a mutant that the clean run reached. `tolerated`: all tests passed although the service did something
 * that it may do. `unclear`: tests failed in a run in which the lie was never told.
 */
export type MutantStatus = 'killed' | 'survived' | 'not reached' | 'tolerated' | 'unclear'

export interface MutantResult {
  readonly mutant: MutantId
  readonly status: MutantStatus
  readonly isTimeout: boolean
  /** Milliseconds; null if it was not run. */
  readonly tookMs: number | null
}
