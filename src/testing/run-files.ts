import { hashText } from '../core/random.js'
import { InputError } from '../wire/input-error.js'

/** The variable that makes failed tests leave run files: a folder, or a switch. */
const runFilesVariable = 'TVE_RUN_FILES'

/** The folder if only a switch is given. Not below test-results, which Playwright empties when it starts. */
const usualFolder = 'tve-runs'

/** A test, as its runner names it. */
export interface TestName {
  /** Path of its file, relative to the working directory, with the name of its project before it if there are several. */
  readonly file: string
  /** The titles of the blocks around it, and its own. */
  readonly titles: readonly string[]
  /** Tells attempts at one test apart, and tests with the same title. */
  readonly attempt?: string
}

/**
 * Reads the folder for the runs of failed tests; undefined to record none. The option wins over the variable.
 *
 * @throws {InputError} for an option of another kind
 */
export function readRunFolder(
  option: string | boolean | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (option === false) return undefined
  if (typeof option === 'string' && option !== '') return option
  if (option !== undefined && option !== true)
    throw new InputError(`runFiles must be a folder, like "${usualFolder}", or true or false.`)
  const named = env[runFilesVariable] ?? ''
  const isSwitch = ['', '0', 'false', '1', 'true'].includes(named)
  if (!isSwitch) return named
  return option === true || named === '1' || named === 'true' ? usualFolder : undefined
}

/** The name of a test in a run file, by which a replay finds the test. */
export const toTestId = ({ file, titles }: TestName): string => [file, ...titles].join(' > ')

const longest = 80

/**
 * Names the run file of a test. It is the same in every run, so that a newer run replaces an older one, and differs for
 * each test, so that parallel workers never write to one file.
 */
export function nameRunFile(test: TestName): string {
  const stem = test.titles
    .join(' ')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, longest)
    .replace(/^-+|-+$/g, '')
  return `${stem || 'test'}-${hashText(`${toTestId(test)} ${test.attempt ?? ''}`).slice(0, 8)}.run.json`
}
