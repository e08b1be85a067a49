import { describe, expect, test } from 'vitest'
import { findDependent, formatComparison } from '../../../src/cli/exec/both-dialects.js'
import { readResults } from '../../../src/cli/exec/read-results.js'

describe('the results of tests are read from', () => {
  test.each([
    ['TAP', 'TAP version 13\nok 1 - works\nnot ok 2 - expires\n'],
    [
      'pytest -v',
      'tests/a.py::works PASSED   [ 50%]\ntests/a.py::expires FAILED  [100%]\nFAILED tests/a.py::expires - assert',
    ],
    ['pytest -rA', 'PASSED tests/a.py::works\nFAILED tests/a.py::expires - AssertionError: x\n'],
    ['Vitest and Jest, verbose', '\u001b[32m ✓ works 3ms\u001b[39m\n × expires 12ms\n'],
    ['Jest, verbose', '    ✓ works (5 ms)\n    ✕ expires (7 ms)\n'],
    ['Go', '--- PASS: works (0.00s)\n--- FAIL: expires (0.01s)\n'],
    ['go test -json', '{"Action":"pass","Test":"works"}\n{"Action":"fail","Test":"expires"}\n'],
    [
      'the JSON of Jest and Vitest',
      '{"testResults":[{"assertionResults":[{"fullName":"works","status":"passed"},{"fullName":"expires","status":"failed"}]}]}',
    ],
    ['JUnit XML', '<testcase name="works" time="1"/><testcase name="expires"><failure>x</failure></testcase>'],
  ])('%s', (_, output) => {
    const found = [...readResults(output)].map(([name, result]) => [name.replace('tests/a.py::', ''), result])
    expect(found).toEqual([
      ['works', 'passed'],
      ['expires', 'failed'],
    ])
  })

  test('nothing else', () => {
    expect(readResults('12 passing\nok then\n{"a":1}\n{broken\nerror: x\n').size).toBe(0)
  })
})

describe('the runs in both dialects', () => {
  const run = (dialect: 'docs' | 'spec', code: number, output: string) => ({
    dialect,
    code,
    results: readResults(output),
    requests: 1,
  })

  test('name the tests that fail in one dialect only', () => {
    const runs = [run('docs', 0, 'ok 1 - a\nok 2 - b\n'), run('spec', 1, 'ok 1 - a\nnot ok 2 - b\n')]
    expect(findDependent(runs)).toEqual([{ name: 'b', failsIn: ['spec'] }])
    expect(formatComparison(runs)).toBe(
      'Exit codes: docs 0, spec 1.\nTests that depend on the reading of a contested rule (FIDELITY.md):\n  b: fails in spec only',
    )
  })

  test('that sent nothing compared nothing', () => {
    const silent = (['docs', 'spec'] as const).map((dialect) => ({ ...run(dialect, 0, 'ok 1 - a\n'), requests: 0 }))
    expect(formatComparison(silent)).toMatch(/^Exit codes: docs 0, spec 0\.\nNothing was compared, because no request/)
  })

  test.each([
    ['ok 1 - a\n', 'ok 1 - a\n', 0, 'No test depends on'],
    ['not ok 1 - a\n', 'not ok 1 - a\n', 1, 'No test depends on'],
    ['', '', 0, 'The output names no tests.'],
  ])('say so otherwise: %j, %j', (docs, spec, code, sentence) => {
    expect(formatComparison([run('docs', code, docs), run('spec', code, spec)])).toContain(sentence)
  })
})
