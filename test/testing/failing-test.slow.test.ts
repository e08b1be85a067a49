import { execFile } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../tools/documents.js'
import { type PackedPackage, packPackage } from '../support/package.js'
import { failingLogin, readPrintedRun, replayPrinted, seenIn } from '../support/printed-replay.js'

let packed: PackedPackage
beforeAll(async () => {
  packed = await packPackage()
})
afterAll(() => packed.remove())

/** The output of a failing test run, and its project. */
async function runIn(command: string, packages: readonly string[], file: string, source: string, variables = {}) {
  const project = packed.useProject(packages)
  writeFileSync(join(project, 'package.json'), '{"type": "module"}')
  writeFileSync(join(project, file), source)
  const { PATH = '', HOME = '' } = process.env
  const args = [join(root, 'node_modules', command), ...(command.startsWith('vitest') ? ['run'] : ['test'])]
  return promisify(execFile)(process.execPath, args, {
    cwd: project,
    env: { PATH, HOME, NO_COLOR: '1', ...variables },
    timeout: 50_000,
  }).then(
    () => ({ project, output: 'passed' }),
    ({ stdout, stderr }: { stdout: string; stderr: string }) => ({ project, output: stdout + stderr }),
  )
}

/** Replays what the output names, as it is and with an application that was changed. */
async function expectSameFailure(project: string, output: string): Promise<void> {
  const [seen] = seenIn(output)
  expect(seen).toContain('"code":"')
  const same = await replayPrinted(project, output)
  expect(seenIn(same.output), same.output).toEqual([seen])
  expect(same.code).toBe(1)
  const changed = await replayPrinted(project, output, { env: { PHONE: '+13035550002' } })
  expect(changed.output).toMatch(/First divergence: request [12]: POST .*\+13035550001.*\+13035550002/)
}

const send = `
  const send = ({ url, profileId, apiKey }, fetch) => fetch(url + '/verifications/sms', {
    method: 'POST',
    headers: { authorization: 'Bearer ' + apiKey, 'content-type': 'application/json' },
    body: JSON.stringify({ phone_number: '+13035551234', verify_profile_id: profileId }),
  })
`

test('Vitest prints the journal of the sandbox of a failed test, and no other', async () => {
  const { output, project } = await runIn(
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
  expect(existsSync(join(project, 'tve-runs'))).toBe(false)
})

test('Vitest saves the run of a failed test, which fails in the same way when it is replayed', async () => {
  const { output, project } = await runIn(
    'vitest/vitest.mjs',
    ['vitest'],
    'login.test.js',
    `import { test } from 'telnyx-verify-emulator/vitest'
    import { describe } from 'vitest'
    ${failingLogin}
    test('passes', async ({ telnyx }) => {
      await telnyx.inbox.list()
    })
    describe('a login', () => {
      test("costs $5 (it's a lot)", ({ telnyx }) => failingLogin({ telnyx, fetch: telnyx.fetch }))
    })`,
    { TVE_RUN_FILES: '1' },
  )
  expect(readdirSync(join(project, 'tve-runs'))).toHaveLength(1)
  expect(readPrintedRun(project, output)).toMatchObject({ test: "login.test.js > a login > costs $5 (it's a lot)" })
  await expectSameFailure(project, output)
})

test('Playwright attaches the journal, and its expect has the matchers', async () => {
  const { output, project } = await runIn(
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
  expect(existsSync(join(project, 'tve-runs'))).toBe(false)
})

test('Playwright saves and attaches the run of a failed test, and replays it', async () => {
  const { output, project } = await runIn(
    '@playwright/test/cli.js',
    ['@playwright/test'],
    'login.spec.js',
    `import { test } from 'telnyx-verify-emulator/playwright'
    ${failingLogin}
    test.use({ runFiles: 'runs' })
    test.describe('a login', () => {
      test('fails', ({ telnyx }) => failingLogin({ telnyx, fetch }))
    })`,
  )
  expect(readPrintedRun(project, output)).toMatchObject({ test: 'login.spec.js > a login > fails' })
  expect(output).toContain('telnyx-verify-emulator-run (application/json)')
  await expectSameFailure(project, output)
})
