import { describe, expect, test } from 'vitest'
import { readBaseline, toBaseline } from '../../../src/audit/tests/baseline.js'
import { type MutantFinding, toTestsReport } from '../../../src/audit/tests/report.js'
import type { TextFile } from '../../../src/audit/tests/resume.js'
import { runTestsAudit, type TestsAuditOptions } from '../../../src/audit/tests/run-audit.js'
import type { RunSuite, SuiteResult } from '../../../src/audit/tests/suite.js'
import { type MutantId, mutantIds } from '../../../src/core/mutants.js'
import { exitCodeOf, findingsOf } from '../../../src/report/report.js'

const command = ['npm', 'test']

/** A file in memory. */
function useFile(text?: string): TextFile & { text: string | undefined } {
  const file = {
    path: 'file.json',
    text,
    read: () => file.text,
    write: (written: string) => {
      file.text = written
    },
  }
  return file
}

/** A suite in memory: what it reaches, and the lies it notices. */
interface Suite {
  readonly reaches: readonly MutantId[]
  readonly notices?: readonly MutantId[]
  /** Changes the result of a run. */
  readonly bend?: (mutant: MutantId | null, result: SuiteResult) => SuiteResult
}

function createSuite({ reaches, notices = [], bend = (_, result) => result }: Suite) {
  const runs: (MutantId | null)[] = []
  let [running, mostRunning] = [0, 0]
  const runSuite: RunSuite = async ({ mutant, limitMs }) => {
    runs.push(mutant)
    mostRunning = Math.max(mostRunning, ++running)
    await Promise.resolve()
    running--
    const told = mutant === null ? reaches : [mutant]
    const facts = new Set(['operation:CreateVerificationSms', ...told.map((id) => `mutant:${id}`)])
    const exitCode = mutant !== null && notices.includes(mutant) ? 1 : 0
    return bend(mutant, { exitCode, isTimeout: false, tookMs: limitMs ?? 2000, facts, output: 'the output' })
  }
  return { runs, runSuite, mostRunning: () => mostRunning }
}

const usual: TestsAuditOptions = {
  command,
  version: '1',
  selected: new Set(mutantIds),
  jobs: 1,
  limitMs: null,
  isConfirmed: false,
  signal: new AbortController().signal,
}

async function audit(suite: ReturnType<typeof createSuite>, options: Partial<TestsAuditOptions> = {}) {
  const lines: string[] = []
  const result = await runTestsAudit(
    { ...usual, ...options },
    { runSuite: suite.runSuite, onProgress: (line) => lines.push(line) },
  )
  const report = toTestsReport(result, { command, runner: 'vitest' })
  const statuses = Object.fromEntries(
    result.results.flatMap(({ mutant, status }) => (status === 'not reached' ? [] : [[mutant, status]])),
  )
  return { ...result, report, statuses, lines }
}

const three: readonly MutantId[] = ['wrong-code-accepted', 'used-code-accepted', 'code-never-expires']

describe('an audit of tests', () => {
  test('runs only the mutants that the clean run reached, and tells killed from survived', async () => {
    const suite = createSuite({ reaches: three, notices: ['used-code-accepted'] })
    const { statuses, report, results } = await audit(suite)
    expect(suite.runs).toEqual([null, ...three])
    expect(statuses).toEqual({
      'wrong-code-accepted': 'survived',
      'used-code-accepted': 'killed',
      'code-never-expires': 'survived',
    })
    expect(results.map(({ mutant }) => mutant)).toEqual(mutantIds)
    expect(report.score).toBe(33)
    expect(exitCodeOf(report)).toBe(1)
  })

  test('is clean if every reached mutant is killed, however few they are', async () => {
    const { report } = await audit(createSuite({ reaches: three, notices: three }))
    expect([report.score, exitCodeOf(report)]).toEqual([100, 0])
  })

  test('names the login that a survivor lets through, and the test to write', async () => {
    const { report } = await audit(createSuite({ reaches: ['used-code-accepted'] }))
    const survivor = findingsOf(report).find(({ kind }) => kind === 'failed')
    expect(survivor).toMatchObject({ mutant: 'used-code-accepted', status: 'survived', rule: 'C7' })
    expect(survivor?.risk).toContain('would be let in')
    expect(survivor?.example).toContain("test('a code works once'")
  })

  test('does not count changes that tests may tolerate', async () => {
    const { statuses, report } = await audit(createSuite({ reaches: ['extra-field', 'latency'], notices: ['latency'] }))
    expect(statuses).toEqual({ 'extra-field': 'tolerated', latency: 'killed' })
    expect(report.score).toBeUndefined()
    expect(exitCodeOf(report)).toBe(0)
  })

  test('counts a run that exceeds its time limit as killed', async () => {
    const suite = createSuite({
      reaches: three,
      bend: (mutant, result) => ({ ...result, isTimeout: mutant !== null, exitCode: mutant === null ? 0 : 143 }),
    })
    expect(Object.values((await audit(suite)).statuses)).toEqual(['killed', 'killed', 'killed'])
  })

  test('derives the time limit from the clean run', async () => {
    const { results } = await audit(createSuite({ reaches: three }))
    expect(results.find(({ mutant }) => mutant === 'used-code-accepted')?.tookMs).toBe(3 * 2000 + 10_000)
  })

  test('could not run where tests fail although the lie was never told', async () => {
    const suite = createSuite({
      reaches: ['used-code-accepted'],
      bend: (mutant, result) => (mutant === null ? result : { ...result, exitCode: 1, facts: new Set() }),
    })
    const { statuses, report } = await audit(suite)
    expect(statuses).toEqual({ 'used-code-accepted': 'unclear' })
    expect(exitCodeOf(report)).toBe(2)
  })

  test('does not take a run in which the lie was never told for a survivor', async () => {
    const suite = createSuite({
      reaches: ['used-code-accepted'],
      bend: (mutant, result) => (mutant === null ? result : { ...result, facts: new Set() }),
    })
    expect((await audit(suite)).statuses).toEqual({})
  })

  test('runs at most `jobs` at a time and reports in a stable order', async () => {
    const suite = createSuite({ reaches: mutantIds })
    const { results } = await audit(suite, { jobs: 4 })
    expect(suite.mostRunning()).toBe(4)
    expect(results.map(({ mutant }) => mutant)).toEqual(mutantIds)
  })
})

describe('an audit of tests cannot run', () => {
  test('if the tests fail as they are; it shows their output', async () => {
    const suite = createSuite({ reaches: three, bend: (_, result) => ({ ...result, exitCode: 7 }) })
    await expect(audit(suite)).rejects.toThrow(/must pass before they can be audited.*exited with 7.*the output/s)
  })

  test('if the tests never ask an emulator', async () => {
    const suite = createSuite({ reaches: [], bend: (_, result) => ({ ...result, facts: new Set() }) })
    await expect(audit(suite)).rejects.toThrow('without a single request to an emulator')
  })

  test('if the second of two clean runs fails', async () => {
    let runs = 0
    const suite = createSuite({ reaches: three, bend: (_, result) => ({ ...result, exitCode: runs++ }) })
    await expect(audit(suite, { isConfirmed: true })).rejects.toThrow('passed once and failed once')
  })
})

describe('an interrupted audit', () => {
  test('continues from its state, and starts anew once it is complete', async () => {
    const state = useFile()
    const interruption = new AbortController()
    const first = createSuite({
      reaches: three,
      notices: three,
      bend: (mutant, result) => {
        if (mutant === 'used-code-accepted') interruption.abort()
        return result
      },
    })
    await expect(audit(first, { state, signal: interruption.signal })).rejects.toThrow(
      'Interrupted after 1 of 3 mutants. Run the same command again to continue from file.json.',
    )
    const second = createSuite({ reaches: three, notices: three })
    const { report } = await audit(second, { state })
    expect(second.runs).toEqual([null, 'used-code-accepted', 'code-never-expires'])
    expect(report.score).toBe(100)
    const third = createSuite({ reaches: three })
    await audit(third, { state })
    expect(third.runs).toEqual([null, ...three])
  })

  test('does not continue the audit of another command', async () => {
    const state = useFile()
    await audit(createSuite({ reaches: three.slice(0, 2) }), { state })
    const suite = createSuite({ reaches: three })
    await audit(suite, { state, command: ['pytest'] })
    expect(suite.runs).toHaveLength(4)
  })

  test('refuses a state file that is something else', async () => {
    const suite = createSuite({ reaches: three })
    await expect(audit(suite, { state: useFile('{"a": 1}') })).rejects.toThrow('is not the state of `audit tests`')
  })
})

describe('a demand of the report', () => {
  const reportWith = async (suite: Suite, demands: Partial<Parameters<typeof toTestsReport>[1]>) =>
    toTestsReport(await audit(createSuite(suite)), { command, runner: 'vitest', ...demands })
  const halfKilled: Suite = { reaches: three, notices: three.slice(0, 2) }

  test.each([
    [66, 0],
    [67, 1],
  ])('a minimal score of %i with a score of 66 exits with %i', async (minScore, code) => {
    expect(exitCodeOf(await reportWith(halfKilled, { minScore }))).toBe(code)
  })

  test('a baseline passes with its survivors and lists them as known', async () => {
    const { results } = await audit(createSuite(halfKilled))
    const report = await reportWith(halfKilled, { baseline: toBaseline(results) })
    expect(exitCodeOf(report)).toBe(0)
    expect(findingsOf(report).find(({ kind }) => kind === 'known')?.place).toBe('code-never-expires')
  })

  test.each([
    ['survives', { reaches: three, notices: three.slice(0, 1) }],
    ['is no longer reached', { reaches: [...three.slice(0, 1), 'code-never-expires'], notices: three.slice(0, 1) }],
  ] as const)('a baseline fails if a mutant that was killed %s', async (_, suite) => {
    const { results } = await audit(createSuite(halfKilled))
    const report = await reportWith(suite, { baseline: toBaseline(results) })
    expect(exitCodeOf(report)).toBe(1)
    const failed = findingsOf(report).filter(({ kind }) => kind === 'failed') as MutantFinding[]
    expect(failed.map(({ mutant }) => mutant)).toEqual(['used-code-accepted'])
  })

  test('a baseline fails for a survivor that it does not list', async () => {
    const { results } = await audit(createSuite({ reaches: three.slice(0, 1), notices: three.slice(0, 1) }))
    expect(exitCodeOf(await reportWith(halfKilled, { baseline: toBaseline(results) }))).toBe(1)
  })

  test('a baseline is refused if it is missing or something else', () => {
    expect(() => readBaseline(useFile())).toThrow('does not exist. Write it once with --update-baseline.')
    expect(() => readBaseline(useFile('[]'))).toThrow('is not a baseline')
  })
})
