import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../tools/documents.js'
import { type PackedPackage, packPackage } from '../support/package.js'

let packed: PackedPackage
beforeAll(async () => {
  packed = await packPackage()
})
afterAll(() => packed.remove())

/** The output of a failing test run. */
async function outputOf(command: string, packages: readonly string[], file: string, source: string): Promise<string> {
  const project = packed.useProject(packages)
  writeFileSync(join(project, 'package.json'), '{"type": "module"}')
  writeFileSync(join(project, file), source)
  const { PATH = '', HOME = '' } = process.env
  const args = [join(root, 'node_modules', command), ...(command.startsWith('vitest') ? ['run'] : ['test'])]
  return promisify(execFile)(process.execPath, args, {
    cwd: project,
    env: { PATH, HOME, NO_COLOR: '1' },
    timeout: 50_000,
  }).then(
    () => 'passed',
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  )
}

const send = `
  const send = ({ url, profileId, apiKey }, fetch) => fetch(url + '/verifications/sms', {
    method: 'POST',
    headers: { authorization: 'Bearer ' + apiKey, 'content-type': 'application/json' },
    body: JSON.stringify({ phone_number: '+13035551234', verify_profile_id: profileId }),
  })
`

test('Vitest prints the journal of the sandbox of a failed test, and no other', async () => {
  const output = await outputOf(
    'vitest/vitest.mjs',
    ['vitest'],
    'login.test.js',
    `import { test } from 'telnyx-verify-emulator/vitest'
    import { expect } from 'vitest'
    ${send}
    test('passes', async ({ telnyx }) => {
      await send(telnyx, telnyx.fetch)
    })
    test('waits for the wrong channel', async ({ telnyx }) => {
      await send(telnyx, telnyx.fetch)
      await expect(telnyx).toHaveSentCodeTo('+13035551234', { channel: 'call', timeout: 0 })
    })
    test.fails('is expected to fail', async ({ telnyx }) => {
      await send(telnyx, telnyx.fetch)
      await expect(telnyx).not.toHaveSentCodeTo('+13035551234')
    })`,
  )
  expect(output).toContain(
    'No message by call to +13035551234 within 0 s: the newest message to this number came by sms.',
  )
  expect(output).toMatch(
    /Last events in sandbox "waits-for-the-wrong-channel":\n( {2}\d\d:\d\d:\d\d\.\d{3} {2}\S.*\n)* {2}[\d:.]+ {2}POST \/v2\/verifications\/sms → 200/,
  )
  expect(output.match(/Last events in sandbox/g)).toHaveLength(1)
  expect(output).toContain('1 failed | 1 passed | 1 expected fail')
})

test('Playwright attaches the journal, and its expect has the matchers', async () => {
  const output = await outputOf(
    '@playwright/test/cli.js',
    ['@playwright/test'],
    'login.spec.js',
    `import { expect, test } from 'telnyx-verify-emulator/playwright'
    ${send}
    test.use({ emulatorOptions: { seed: 1 } })
    test('passes', async ({ telnyx, emulator }) => {
      expect((await telnyx.info()).seed).toBe('1/' + test.info().parallelIndex + '/default')
      await expect(telnyx).not.toHaveSentCodeTo('+13035551234')
      await send(emulator, fetch)
      await expect(telnyx).toHaveSentCodeTo('+13035551234')
      await expect(emulator).toHaveReceivedRequest('CreateVerificationSms', { times: 1 })
    })
    test('waits for the wrong channel', async ({ emulator }) => {
      await send(emulator, fetch)
      await expect(emulator).toHaveSentCodeTo('+13035551234', { channel: 'call', timeout: 0 })
    })`,
  )
  expect(output).toContain(
    'No message by call to +13035551234 within 0 s: the newest message to this number came by sms.',
  )
  expect(output).toContain('Last events in sandbox "default"')
  expect(output).toContain('POST /v2/verifications/sms → 200')
  expect(output).toMatch(/1 failed[\s\S]*1 passed/)
})
