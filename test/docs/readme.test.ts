import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { root } from '../../tools/documents.js'
import { startCommand } from '../support/command.js'
import { useProject } from '../support/project.js'

const readme = readFileSync(`${root}README.md`, 'utf8')

/** The code block of a language that holds some text. */
function block(language: string, holding: string): string {
  const blocks = [...readme.matchAll(/```(\w+)\n([\s\S]*?)```/g)].filter(([, kind, code]) => kind === language && code?.includes(holding))
  expect(blocks).toHaveLength(1)
  return blocks[0]?.[2] as string
}

const run = (file: string, args: string[], options: object = {}) => promisify(execFile)(file, args, { timeout: 50_000, ...options })

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

test('the vitest block passes, and fails when the emulator is another', async () => {
  const folder = useProject(['telnyx', 'vitest'])
  const source = block('ts', "test('a code expires")
  writeFileSync(join(folder, 'good.test.ts'), source)
  writeFileSync(join(folder, 'bad.test.ts'), source.replace("advance('5m')", "advance('4m')"))
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const outcome = (name: string) =>
    run(process.execPath, [vitest, 'run', '--root', folder, name], { env: { ...process.env, VITEST: '', SUITE_REPORT: '' } }).then(
      () => 'passed',
      ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
    )
  expect(await outcome('good.test.ts')).toBe('passed')
  expect(await outcome('bad.test.ts')).toContain("expected 'accepted' to be 'expired'")
})
