import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { root } from '../../tools/documents.js'
import { startCommand } from '../support/command.js'
import { findBlock } from './code-block.js'

const runScript = (script: string) =>
  promisify(execFile)('bash', ['-euc', script], { timeout: 50_000, cwd: root }).then(({ stdout }) => stdout)

test('the curl block of the README sends a code and prints it', async () => {
  const { ready } = await startCommand()
  const script = findBlock('README.md', 'bash', '/next').replaceAll('http://127.0.0.1:8374', new URL(ready.url).origin)
  const stdout = await runScript(script)
  expect(stdout).toContain('"status":"pending"')
  expect(stdout).toMatch(/\}\}\d{5}$/)
})

test('the variables of the README are those of a fresh emulator', async () => {
  const { ready } = await startCommand()
  const exports = findBlock('README.md', 'sh', 'export TELNYX_BASE_URL').trim().split('\n')
  const origin = new URL(ready.url).origin
  const env = await runScript(`"${process.execPath}" dist/cli.cjs env --url ${origin}`)
  expect(env.replaceAll(origin, 'http://127.0.0.1:8374').split('\n')).toEqual(expect.arrayContaining(exports))
})
