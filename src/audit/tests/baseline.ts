import { isMutantId, type MutantId } from '../../core/mutants.js'
import { CannotRunError } from '../../report/report.js'
import { scoreOf } from './judge.js'
import type { TextFile } from './resume.js'
import type { MutantResult, MutantStatus } from './suite.js'

/** What an earlier audit found, so that CI can demand that it does not get worse. */
export interface Baseline {
  /** 0 to 100; null if no mutant was reached. */
  readonly score: number | null
  readonly killed: readonly MutantId[]
  readonly survived: readonly MutantId[]
}

/** @throws {CannotRunError} if there is no such file, or it is not a baseline */
export function readBaseline({ path, read }: TextFile): Baseline {
  const text = read()
  if (text === undefined)
    throw new CannotRunError(`The baseline ${path} does not exist. Write it once with --update-baseline.`)
  const baseline = parse(text)
  if (baseline === undefined)
    throw new CannotRunError(`${path} is not a baseline of \`audit tests\`. Write it with --update-baseline.`)
  return baseline
}

export function toBaseline(results: readonly MutantResult[]): Baseline {
  const list = (wanted: MutantStatus) => results.filter(({ status }) => status === wanted).map(({ mutant }) => mutant)
  return { score: scoreOf(results).percent, killed: list('killed'), survived: list('survived') }
}

/** The mutants that tests killed before and no longer reach or kill. */
export function findLost({ killed }: Baseline, results: readonly MutantResult[]): MutantId[] {
  const still = new Set(results.filter(({ status }) => status === 'killed').map(({ mutant }) => mutant))
  const known = new Set(results.map(({ mutant }) => mutant))
  return killed.filter((mutant) => known.has(mutant) && !still.has(mutant))
}

function parse(text: string): Baseline | undefined {
  try {
    const { score, killed, survived } = JSON.parse(text) as Partial<Record<keyof Baseline, unknown>>
    const isList = (value: unknown): value is MutantId[] => Array.isArray(value) && value.every(isMutantId)
    if (!isList(killed) || !isList(survived) || !(score === null || typeof score === 'number')) return undefined
    return { score, killed, survived }
  } catch {
    return undefined
  }
}
