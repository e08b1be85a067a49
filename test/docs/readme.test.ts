import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { root } from '../../tools/documents.js'
import { startCommand } from '../support/command.js'
import { useProject } from '../support/project.js'

/** The code block of a language that holds some text, of a page. */
function block(language: string, holding: string, page = 'README.md'): string {
  const text = readFileSync(root + page, 'utf8')
  const blocks = [...text.matchAll(/```(\w+)\n([\s\S]*?)```/g)].filter(
    ([, kind, code]) => kind === language && code?.includes(holding),
  )
  expect(blocks).toHaveLength(1)
  return blocks[0]?.[2] as string
}

const run = (file: string, args: string[], options: object = {}) =>
  promisify(execFile)(file, args, { timeout: 50_000, ...options })

test('the curl block leads from nothing to an accepted code', async () => {
  const { ready } = await startCommand()
  const script = block('bash', 'CODE=$(curl').replaceAll('http://127.0.0.1:8374', new URL(ready.url).origin)
  const { stdout } = await run('bash', ['-euc', script])
  expect(stdout).toContain('"status":"pending"')
  expect(stdout).toMatch(/\{"data":\{"phone_number":"\+13035551234","response_code":"accepted"\}\}$/)
})

test('the SDK block has its wrong code rejected', async () => {
  const { ready } = await startCommand()
  const file = join(useProject(['telnyx', 'vitest']), 'login.mjs')
  writeFileSync(file, block('ts', 'new Telnyx() //'))
  const exports = block('sh', 'export TELNYX_BASE_URL').replaceAll('http://127.0.0.1:8374', new URL(ready.url).origin)
  const { stdout } = await run('bash', ['-euc', `${exports}\n${process.execPath} ${file}`])
  expect(stdout.trim()).toBe('rejected')
})

/** Runs a test file by vitest: `passed`, or what it printed. */
async function runVitest(folder: string, name: string): Promise<string> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const env = { ...process.env, VITEST: '', SUITE_REPORT: '' }
  return run(process.execPath, [vitest, 'run', '--root', folder, name], { env }).then(
    () => 'passed',
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  )
}

test.each([
  ['README.md', "test('a code expires", "advance('5m')", "advance('4m')", "expected 'accepted' to be 'expired'"],
  ['README.md', "test('a login survives", 'times: 1 }', 'times: 3 }', '503'],
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
  'the vitest block of %s with %s passes, and fails when something is otherwise',
  async (page, holding, good, bad, complaint) => {
    const folder = useProject(['telnyx', 'vitest', 'msw'])
    const source = block('ts', holding, page)
    expect(source).toContain(good)
    writeFileSync(join(folder, 'good.test.ts'), source)
    writeFileSync(join(folder, 'bad.test.ts'), source.replace(good, bad))
    expect(await runVitest(folder, 'good.test.ts')).toBe('passed')
    expect(await runVitest(folder, 'bad.test.ts')).toContain(complaint)
  },
)
