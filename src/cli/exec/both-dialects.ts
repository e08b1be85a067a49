import type { Config } from '../../config/config.js'
import { printError } from '../terminal/print.js'
import { type Execution, exec } from './exec.js'
import { readResults, type TestResult } from './read-results.js'

type Dialect = Config['dialect']

const dialects: readonly Dialect[] = ['docs', 'spec']

/** A run in one dialect: its exit code, and the results of the tests that its output names. */
export interface DialectRun {
  readonly dialect: Dialect
  readonly code: number
  readonly results: ReadonlyMap<string, TestResult>
  /** How many requests reached an emulator. */
  readonly requests: number
}

/**
 * Runs a command once in each dialect, each time against a fresh emulator, and prints to stderr which tests depend on the
 * reading of the contested rules.
 *
 * @returns the first exit code that is not 0; 2 if no request reached an emulator, so that nothing was compared
 * @throws {CommandError}
 */
export async function execInBothDialects(execution: Execution): Promise<number> {
  const runs: DialectRun[] = []
  for (const dialect of dialects) {
    if (!execution.asJson) printError(`\n--- dialect ${dialect}`)
    let output = ''
    const onOutput = (text: string) => {
      output += text
    }
    let requests = 0
    const onRequests = (count: number) => {
      requests = count
    }
    const code = await exec({ ...execution, config: { ...execution.config, dialect }, onOutput, onRequests })
    runs.push({ dialect, code, results: readResults(output), requests })
  }
  printError(execution.asJson ? JSON.stringify(toSummary(runs)) : `\n${formatComparison(runs)}`)
  return runs.find(({ code }) => code !== 0)?.code ?? (isSilent(runs) ? 2 : 0)
}

/** Whether the runs compared nothing. */
const isSilent = (runs: readonly DialectRun[]) => runs.every(({ requests }) => requests === 0)

/** A test with another result in each dialect. A test that only one run names is known by its failure there. */
interface DependentTest {
  readonly name: string
  readonly failsIn: readonly Dialect[]
}

/** The tests that fail in some dialects, but not in all. */
export function findDependent(runs: readonly DialectRun[]): DependentTest[] {
  const names = new Set(runs.flatMap(({ results }) => [...results.keys()]))
  return [...names].flatMap((name) => {
    const failsIn = runs.filter(({ results }) => results.get(name) === 'failed').map(({ dialect }) => dialect)
    return failsIn.length === 0 || failsIn.length === runs.length ? [] : [{ name, failsIn }]
  })
}

function toSummary(runs: readonly DialectRun[]) {
  return {
    exitCodes: Object.fromEntries(runs.map(({ dialect, code }) => [dialect, code])),
    testsRead: Object.fromEntries(runs.map(({ dialect, results }) => [dialect, results.size])),
    dependent: findDependent(runs),
  }
}

/** What the comparison of the runs shows, in sentences. */
export function formatComparison(runs: readonly DialectRun[]): string {
  const codes = runs.map(({ dialect, code }) => `${dialect} ${code}`).join(', ')
  const dependent = findDependent(runs)
  const lines = [`Exit codes: ${codes}.`]
  if (isSilent(runs))
    return `${lines[0]}\nNothing was compared, because no request reached an emulator. Let the application use TELNYX_BASE_URL, or the tests the fixtures of this package.`
  if (dependent.length > 0) {
    lines.push('Tests that depend on the reading of a contested rule (FIDELITY.md):')
    for (const { name, failsIn } of dependent) lines.push(`  ${name}: fails in ${failsIn.join(', ')} only`)
  } else if (runs.some(({ results }) => results.size === 0)) {
    lines.push(
      'The output names no tests. Use a reporter that does (TAP, JUnit, JSON or verbose) to see which ones differ.',
    )
  } else {
    const isSame = new Set(runs.map(({ code }) => code)).size === 1
    lines.push(
      isSame
        ? 'No test depends on the reading of a contested rule.'
        : 'No test that the output names differs, although the exit codes do.',
    )
  }
  return lines.join('\n')
}
