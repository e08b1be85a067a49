import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startCommand } from '../support/command.js'
import { useProject } from '../support/project.js'
import { findBlock } from './code-block.js'

const run = (file: string, args: string[], options: object = {}) =>
  promisify(execFile)(file, args, { timeout: 50_000, ...options })

test('the curl block of the README ends with an accepted code', async () => {
  const { ready } = await startCommand()
  const script = findBlock('README.md', 'bash', 'CODE=$(curl').replaceAll(
    'http://127.0.0.1:8374',
    new URL(ready.url).origin,
  )
  const { stdout } = await run('bash', ['-euc', script])
  expect(stdout).toContain('"status":"pending"')
  expect(stdout).toMatch(/\{"data":\{"phone_number":"\+13035551234","response_code":"accepted"\}\}$/)
})

test('the SDK block of the README gets its wrong code rejected', async () => {
  const { ready } = await startCommand()
  const file = join(useProject(['telnyx', 'vitest']), 'login.mjs')
  writeFileSync(file, findBlock('README.md', 'ts', 'new Telnyx() //'))
  const exports = findBlock('README.md', 'sh', 'export TELNYX_BASE_URL').replaceAll(
    'http://127.0.0.1:8374',
    new URL(ready.url).origin,
  )
  const { stdout } = await run('bash', ['-euc', `${exports}\n${process.execPath} ${file}`])
  expect(stdout.trim()).toBe('rejected')
})
