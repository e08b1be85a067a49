/** The result of one test, as far as the output of a test runner tells. */
export type TestResult = 'passed' | 'failed'

/** Reads a line of a runner's output; the groups are the name of a test and what tells its result. */
interface LineFormat {
  readonly line: RegExp
  readonly failed: (mark: string) => boolean
}

const isFail = (mark: string) => /^(not ok|fail|failed|error|✗|✕|×|✖)$/i.test(mark)

/** TAP and node:test; pytest; Go; Vitest, Jest, Mocha and Playwright with a mark before the name; Vitest's summary. */
const formats: readonly LineFormat[] = [
  { line: /^\s*(?<mark>ok|not ok) \d+ -? ?(?<name>.+?)(?: # (?!SKIP|TODO).*)?$/, failed: isFail },
  { line: /^(?<mark>PASSED|FAILED|ERROR) (?<name>\S+::.+?)(?: - .*)?$/, failed: isFail },
  { line: /^(?<name>\S+::.+?) (?<mark>PASSED|FAILED|ERROR)(?:\s+\[.*)?$/, failed: isFail },
  { line: /^\s*--- (?<mark>PASS|FAIL): (?<name>\S+) \(.*\)$/, failed: isFail },
  { line: /^\s*FAIL\s+(?<name>.+? > .+)$/, failed: () => true },
  {
    line: /^\s*(?<mark>[✓✔√✗✕×✖])\s+(?:\d+ )?(?<name>.+?)(?:\s+\(?\d+(?:\.\d+)?\s*m?s\)?)?$/u,
    failed: isFail,
  },
]

// biome-ignore lint/suspicious/noControlCharactersInRegex: colors are escape sequences
const colors = /\u001b\[[0-9;]*m/g

/**
 * Reads the names and results of tests from the output of a runner: TAP, JUnit XML, the JSON of Jest and Vitest, or the usual
 * text of pytest, Go, Jest, Vitest, Mocha and node:test. A name that fails once has failed.
 *
 * @returns name → result; empty if the format is unknown
 * @example
 * ```ts
 * readResults('ok 1 - a code works\nnot ok 2 - a code expires\n') // a code works → passed, a code expires → failed
 * ```
 */
export function readResults(output: string): Map<string, TestResult> {
  const results = new Map<string, TestResult>()
  const add = (name: string, isFailed: boolean) => {
    if (results.get(name) !== 'failed') results.set(name, isFailed ? 'failed' : 'passed')
  }
  const plain = output.replaceAll(colors, '')
  for (const text of plain.split(/\r?\n/)) {
    if (text.startsWith('{')) readJson(text, add)
    else readLine(text, add)
  }
  for (const [, attributes = '', inside = ''] of plain.matchAll(
    /<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g,
  )) {
    const [, name] = /(?:^|\s)name="([^"]*)"/.exec(attributes) ?? []
    if (name !== undefined && !/<skipped\b/.test(inside)) add(name, /<(failure|error)\b/.test(inside))
  }
  return results
}

function readLine(text: string, add: (name: string, isFailed: boolean) => void): void {
  for (const { line, failed } of formats) {
    const { name, mark = '' } = line.exec(text)?.groups ?? {}
    if (name === undefined) continue
    add(name.trim(), failed(mark))
    return
  }
}

/** The report of Jest and Vitest in one line, or an event of `go test -json`. */
function readJson(text: string, add: (name: string, isFailed: boolean) => void): void {
  let report: {
    testResults?: { assertionResults?: { fullName?: string; status?: string }[] }[]
    Action?: string
    Test?: string
  }
  try {
    report = JSON.parse(text)
  } catch {
    return
  }
  if (report.Test !== undefined && /^(pass|fail)$/.test(report.Action ?? '')) add(report.Test, report.Action === 'fail')
  for (const { assertionResults = [] } of report.testResults ?? []) {
    for (const { fullName, status } of assertionResults) {
      if (fullName !== undefined && (status === 'passed' || status === 'failed')) add(fullName, status === 'failed')
    }
  }
}
