import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../tools/documents.js'
import { findChromium } from '../support/chromium.js'
import { type PackedPackage, packPackage } from '../support/package.js'

/** Runs every example as a user would: with the packed package and its own commands. */
let packed: PackedPackage
beforeAll(async () => {
  packed = await packPackage()
})
afterAll(() => packed.remove())

const chromium = findChromium()

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

/** Copies an example into a separate project. @returns a function that runs its scripts */
function useExample(name: string) {
  const files = join(root, 'examples', name)
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(files, 'package.json'), 'utf8')) as Manifest
  const packages = Object.keys({ ...dependencies, ...devDependencies }).filter(
    (name) => name !== 'telnyx-verify-emulator',
  )
  const project = packed.useProject(packages, files)
  const { PATH = '', HOME = '' } = process.env
  const env = { PATH: `${join(root, 'node_modules/.bin')}:${PATH}`, HOME, ...(chromium && { CHROMIUM_PATH: chromium }) }
  return {
    project,
    run: (script: string, args: readonly string[] = [], more: Readonly<Record<string, string>> = {}) =>
      promisify(execFile)('npm', ['run', '--silent', script, '--', ...args], {
        cwd: project,
        env: { ...env, ...more },
        timeout: 170_000,
      }).catch(({ message, stdout, stderr }: Error & { stdout: string; stderr: string }) => {
        throw new Error([message, stdout, stderr].join('\n'))
      }),
  }
}

test.each([
  ['vitest', 7],
  ['msw', 6],
  ['parallel-workers', 8 * 3],
])('the example %s passes its %i tests and type-checks', { timeout: 180_000 }, async (name, count) => {
  const { project, run } = useExample(name)
  await run('typecheck')
  await run('test', ['--reporter=default', '--reporter=json', '--outputFile=report.json'])
  const report = JSON.parse(readFileSync(join(project, 'report.json'), 'utf8'))
  expect(report).toMatchObject({ success: true, numPassedTests: count, numTotalTests: count })
})

test.skipIf(chromium === undefined)(
  `the example playwright passes its 5 tests, and its types hold${chromium ? '' : ' (skipped: Chromium is missing; name one in CHROMIUM_PATH)'}`,
  { timeout: 180_000 },
  async () => {
    const { project, run } = useExample('playwright')
    await run('typecheck')
    await run('test', ['--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: 'report.json' })
    const report = JSON.parse(readFileSync(join(project, 'report.json'), 'utf8'))
    expect(report.stats).toMatchObject({ expected: 5, unexpected: 0, flaky: 0, skipped: 0 })
  },
)
