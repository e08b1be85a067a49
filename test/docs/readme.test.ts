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

/** A block of the README, for an emulator on another port. */
const blockFor = ({ url }: { readonly url: string }, language: string, content: string) =>
  findBlock('README.md', language, content).replaceAll('http://127.0.0.1:8374', new URL(url).origin)

/** Sends a code and submits a wrong one, with a client that is configured by the environment. */
const login = `import Telnyx from 'telnyx'
const client = new Telnyx()
const verify_profile_id = '4900019b-76da-b800-8000-000000000001'
const sent = await client.verifications.triggerSMS({ phone_number: '+13035551234', verify_profile_id })
const { data } = await client.verifications.actions.verify(sent.data.id, { code: '0000000' })
console.log(data.response_code)
`

test('the curl block of the README sends a code and prints it', async () => {
  const { ready } = await startCommand()
  const { stdout } = await run('bash', ['-euc', blockFor(ready, 'bash', '/verifications/sms')])
  expect(stdout).toMatch(/^\{"data":\{.*"status":"pending".*\}\}\d{5}\n?$/)
})

test('the variables of the README point the SDK at the emulator', async () => {
  const { ready } = await startCommand()
  const file = join(useProject(['telnyx']), 'login.mjs')
  writeFileSync(file, login)
  const variables = blockFor(ready, 'sh', 'export TELNYX_BASE_URL')
  const { stdout } = await run('bash', ['-euc', `${variables}\n${process.execPath} ${file}`])
  expect(stdout.trim()).toBe('rejected')
})
