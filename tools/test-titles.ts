/** The titles of all tests, from what the runner lists or from the report of a run. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { root } from './documents.js'

export interface TestTitle {
  /** The test's own title, without those of its groups. */
  readonly title: string
  /** Absolute path. */
  readonly file: string
}

/** Titles as the runner lists them: exact, and slow, because every file is loaded. */
export function listTitles(projects: readonly string[] = []): TestTitle[] {
  const args = ['list', '--json', ...projects.flatMap((project) => ['--project', project])]
  const output = execFileSync(`${root}node_modules/.bin/vitest`, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  const tests = JSON.parse(output) as { name: string; file: string }[]
  return tests.map(({ name, file }) => ({ title: name.split(' > ').at(-1) ?? '', file }))
}

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[]
  }[]
}

/** Titles of the tests that ran, from the JSON report of a run. */
export function readTitles(report: string): TestTitle[] {
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'passed' || status === 'failed')
      .map(({ title }) => ({ title, file: name })),
  )
}
