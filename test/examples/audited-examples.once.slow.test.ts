import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium } from '../support/chromium.js'
import { useExample } from '../support/examples.js'
import { type PackedPackage, packPackage } from '../support/package.js'

/** Audits the tests of every example as a user would: with the packed package and its command. */
let packed: PackedPackage
beforeAll(async () => {
  packed = await packPackage()
})
afterAll(() => packed.remove())

const chromium = findChromium()

/** Time for some dozens of runs on a busy machine. */
const timeout = 1_800_000

/** Mutants of each kind, for the examples whose tests are those of the first in another setting. */
const quick = [
  ...['wrong-code-accepted', 'right-code-rejected', 'attempts-exhausted-at-once', 'empty-answer'],
  ...['nothing-is-sent', 'send-outage', 'check-outage', 'check-malformed'],
].join(',')

/** Fewer of them for tests in a browser, which takes seconds to start. */
const ofBrowser = 'wrong-code-accepted,right-code-rejected,send-outage,check-outage'

/** Audits the tests of an example. A run ends with its first failure: one is enough to kill a mutant. */
async function audit(name: string, command: readonly string[], args: readonly string[] = []) {
  const { project, run } = useExample(packed, name)
  const cli = join(project, 'node_modules/telnyx-verify-emulator/dist/cli.cjs')
  // The example notices every lie, or the command exits with 1 and this throws its report.
  const { stdout } = await run(process.execPath, [cli, 'audit', 'tests', '--json', ...args, '--', ...command], {
    timeout,
  })
  const { score, sections } = JSON.parse(stdout)
  const statuses = (sections as { findings: { status: string }[] }[]).flatMap(({ findings }) =>
    findings.map(({ status }) => status),
  )
  return { score, killed: statuses.filter((status) => status === 'killed').length, statuses: new Set(statuses) }
}

describe('the tests of the example', { timeout }, () => {
  test.each([
    ['vitest', ['--jobs', '2'], 20],
    ['msw', ['--jobs', '2', '--only', quick], 6],
    ['parallel-workers', ['--jobs', '2', '--only', quick], 4],
  ])('%s kill every mutant they reach', async (name, args, least) => {
    const { score, killed, statuses } = await audit(name, ['vitest', 'run', '--bail', '1'], args)
    expect(score).toBe(100)
    expect(killed).toBeGreaterThanOrEqual(least)
    expect(statuses).not.toContain('survived')
  })

  test.skipIf(chromium === undefined)(
    `playwright kill every mutant they reach${chromium ? '' : ' (skipped: Chromium is missing; name one in CHROMIUM_PATH)'}`,
    async () => {
      const { score, killed } = await audit(
        'playwright',
        ['playwright', 'test', '--max-failures', '1'],
        ['--only', ofBrowser],
      )
      expect(score).toBe(100)
      expect(killed).toBeGreaterThanOrEqual(4)
    },
  )
})
