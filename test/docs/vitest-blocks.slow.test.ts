import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { root } from '../../tools/documents.js'
import { useProject } from '../support/project.js'
import { findBlock } from './code-block.js'

/** Runs a test file by vitest: `passed`, or what it printed. */
async function runVitest(folder: string, name: string): Promise<string> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const env = { ...process.env, VITEST: '' }
  const args = [vitest, 'run', '--root', folder, name]
  return promisify(execFile)(process.execPath, args, { env, timeout: 50_000 }).then(
    () => 'passed',
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  )
}

test.each([
  ['README.md', "test('a code expires", "advance('5m')", "advance('4m')", "expected 'accepted' to be 'expired'"],
  [
    'docs/testing.md',
    "test('a login sends one code'",
    'times: 1 }',
    'times: 2 }',
    'Expected CreateVerificationSms twice',
  ],
  [
    'docs/testing.md',
    "from 'telnyx-verify-emulator/msw'",
    'toHaveLength(1)',
    'toHaveLength(2)',
    'to have a length of 2',
  ],
])(
  'the vitest block of %s with %s passes, and fails when the behavior differs',
  async (page, holding, good, bad, complaint) => {
    const folder = useProject(['telnyx', 'vitest', 'msw'])
    const source = findBlock(page, 'ts', holding)
    expect(source).toContain(good)
    writeFileSync(join(folder, 'good.test.ts'), source)
    writeFileSync(join(folder, 'bad.test.ts'), source.replace(good, bad))
    expect(await runVitest(folder, 'good.test.ts')).toBe('passed')
    expect(await runVitest(folder, 'bad.test.ts')).toContain(complaint)
  },
)
