import { isMutantId, type MutantId } from '../../core/mutants.js'
import { CannotRunError } from '../../report/report.js'
import type { MutantResult } from './suite.js'

/** A file of the user's, read and written whole. */
export interface TextFile {
  readonly path: string
  /** @returns undefined if it does not exist */
  readonly read: () => string | undefined
  readonly write: (text: string) => void
}

/** What the state file of an unfinished audit contains. */
interface State {
  readonly version: string
  readonly command: readonly string[]
  readonly reached: readonly MutantId[]
  readonly results: readonly MutantResult[]
}

/** What a state belongs to: with another version, command or reach it is of no use. */
export type StateKey = Pick<State, 'version' | 'command' | 'reached'>

/**
 * Reads the results of an unfinished audit of the same tests; empty without any. A state of other tests is not
 * used: tests that were changed reach something else or are run again from the start by deleting the file.
 *
 * @throws {CannotRunError} if the file is not a state
 */
export function readState(file: TextFile, key: StateKey): readonly MutantResult[] {
  const text = file.read()
  if (text === undefined || text.trim() === '') return []
  const state = parse(text)
  if (state === undefined)
    throw new CannotRunError(`${file.path} is not the state of \`audit tests\`. Delete it, or name another file.`)
  return sameKey(state, key) && state.results.length < key.reached.length ? state.results : []
}

export function writeState(file: TextFile, { version, command, reached }: StateKey, results: readonly MutantResult[]) {
  file.write(`${JSON.stringify({ version, command, reached, results }, null, 2)}\n`)
}

const sameKey = (state: StateKey, key: StateKey) =>
  JSON.stringify([state.version, state.command, state.reached]) ===
  JSON.stringify([key.version, key.command, key.reached])

function parse(text: string): State | undefined {
  try {
    const state = JSON.parse(text) as Partial<State>
    const isState =
      Array.isArray(state.command) &&
      Array.isArray(state.reached) &&
      Array.isArray(state.results) &&
      state.results.every(({ mutant }) => isMutantId(mutant))
    return isState ? (state as State) : undefined
  } catch {
    return undefined
  }
}
