import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findChromium } from '../support/chromium.js'
import { useExample } from '../support/examples.js'
import { type PackedPackage, packPackage } from '../support/package.js'

/** Runs every example as a user would: with the packed package and its own commands. */
let packed: PackedPackage
beforeAll(async () => {
  packed = await packPackage()
})
afterAll(() => packed.remove())

const chromium = findChromium()

/** The scripts of an example. */
function useScripts(name: string) {
  const { project, run } = useExample(packed, name)
  return {
    project,
    run: (script: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
      run('npm', ['run', '--silent', script, '--', ...args], { env }),
  }
}

test.each([
  ['vitest', 7],
  ['msw', 6],
  ['parallel-workers', 8 * 3],
])('the example %s passes its %i tests and type-checks', { timeout: 180_000 }, async (name, count) => {
  const { project, run } = useScripts(name)
  await run('typecheck')
  await run('test', ['--reporter=default', '--reporter=json', '--outputFile=report.json'])
  const report = JSON.parse(readFileSync(join(project, 'report.json'), 'utf8'))
  expect(report).toMatchObject({ success: true, numPassedTests: count, numTotalTests: count })
})

test.skipIf(chromium === undefined)(
  `the example playwright passes its 5 tests, and its types hold${chromium ? '' : ' (skipped: Chromium is missing; name one in CHROMIUM_PATH)'}`,
  { timeout: 180_000 },
  async () => {
    const { project, run } = useScripts('playwright')
    await run('typecheck')
    await run('test', ['--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: 'report.json' })
    const report = JSON.parse(readFileSync(join(project, 'report.json'), 'utf8'))
    expect(report.stats).toMatchObject({ expected: 5, unexpected: 0, flaky: 0, skipped: 0 })
  },
)
