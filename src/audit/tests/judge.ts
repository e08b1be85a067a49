import type { MutantId } from '../../core/mutants.js'
import { mutants } from './mutants/mutants.js'
import type { MutantResult, MutantStatus, SuiteResult } from './suite.js'

/** Judges the run of a mutant. Tests kill it only if they fail while the lie is told: other failures prove nothing. */
export function judge(mutant: MutantId, result: SuiteResult): MutantResult {
  const { isTimeout, tookMs } = result
  return { mutant, status: statusOf(mutant, result), isTimeout, tookMs }
}

function statusOf(mutant: MutantId, { exitCode, isTimeout, facts }: SuiteResult): MutantStatus {
  const hasFailed = exitCode !== 0 || isTimeout
  const isTold = facts.has(`mutant:${mutant}`)
  if (!isTold) return hasFailed ? 'unclear' : 'not reached'
  if (hasFailed) return 'killed'
  return mutants[mutant].expects === 'notice' ? 'survived' : 'tolerated'
}

export interface Score {
  readonly killed: number
  /** The mutants that a test must notice and that were reached. */
  readonly of: number
  /** 0 to 100, rounded down, so that 100 means all; null if none was reached. */
  readonly percent: number | null
}

/** The share of reached mutants that tests killed. Those that tests may tolerate do not count. */
export function scoreOf(results: readonly MutantResult[]): Score {
  const counted = results.filter(({ mutant }) => mutants[mutant].expects === 'notice')
  const count = (status: MutantStatus) => counted.filter((result) => result.status === status).length
  const killed = count('killed')
  const of = killed + count('survived')
  return { killed, of, percent: of === 0 ? null : Math.floor((killed / of) * 100) }
}
