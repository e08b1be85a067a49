import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findBlock } from '../docs/code-block.js'
import { useExample } from '../support/examples.js'
import { breakLogin } from '../support/installed-projects.js'
import { type PackedPackage, packPackage } from '../support/package.js'
import { failingLogin, readPrintedRun, replayPrinted, seenIn } from '../support/printed-replay.js'

let packed: PackedPackage
beforeAll(async () => {
  packed = await packPackage()
})
afterAll(() => packed.remove())

const runTests = ['--test', '--test-reporter=tap']

test('the example node-test passes its 5 tests and type-checks, and its tests notice a broken login', async () => {
  const { project, run } = useExample(packed, 'node-test')
  await run('npm', ['run', '--silent', 'typecheck'])
  const { stdout } = await run('node', runTests)
  expect(stdout).toContain('# pass 5\n# fail 0')
  breakLogin(join(project, 'src/login.js'))
  await expect(run('node', runTests)).rejects.toThrow('# pass 3\n# fail 2')
})

test('the block of the docs passes, and fails when the behavior differs', async () => {
  const { project, run } = useExample(packed, 'node-test')
  const block = findBlock('docs/testing.md', 'ts', "from 'telnyx-verify-emulator/node-test'")
  writeFileSync(join(project, 'good.test.mjs'), block)
  writeFileSync(join(project, 'bad.test.mjs'), block.replace('times: 1', 'times: 2'))
  await run('node', [...runTests, 'good.test.mjs'])
  await expect(run('node', [...runTests, 'bad.test.mjs'])).rejects.toThrow('Expected CreateVerificationSms twice')
})

const source = `
import { test } from 'node:test'
import { assert, setupTelnyx } from 'telnyx-verify-emulator/node-test'
const phone = '+13035551234'
const openTelnyx = setupTelnyx({ seed: 1, listen: true })
const send = ({ env }) => fetch(env.TELNYX_BASE_URL + '/verifications/sms', {
  method: 'POST',
  headers: { authorization: 'Bearer ' + env.TELNYX_API_KEY, 'content-type': 'application/json' },
  body: JSON.stringify({ phone_number: phone, verify_profile_id: env.TELNYX_VERIFY_PROFILE_ID }),
})
test('parallel', { concurrency: true }, (t) =>
  Promise.all([1, 2, 3].map(() => t.test('same title', async (t) => {
    const { telnyx } = await openTelnyx(t)
    await assert.notSentCodeTo(telnyx, phone)
    await send(telnyx)
    await assert.receivedRequest(telnyx, 'CreateVerificationSms', { times: 1 })
    assert.match((await telnyx.info()).seed, /^1\\/ways\\.test\\.mjs\\/same-title(-[23])?$/)
  }))))
test('waits for the wrong channel', async (t) => {
  const { telnyx } = await openTelnyx(t)
  await send(telnyx)
  await assert.sentCodeTo(telnyx, phone, { channel: 'call', timeout: 0 })
})
test('wants no code', async (t) => {
  const { telnyx } = await openTelnyx(t)
  await send(telnyx)
  await assert.notSentCodeTo(telnyx, phone)
})
test('wants a request', async (t) => {
  const { telnyx } = await openTelnyx(t)
  await assert.receivedRequest(telnyx, 'CreateVerificationSms')
})
test('wants other requests', async (t) => {
  const { telnyx } = await openTelnyx(t)
  await send(telnyx)
  await assert.notReceivedRequest(telnyx, 'CreateVerificationSms')
})
test('asks nonsense', async (t) => {
  await assert.sentCodeTo(undefined, phone)
})
test('finished sandboxes are deleted', async (t) => {
  const { emulator } = await openTelnyx(t)
  const names = (await emulator.server.sandboxes.list()).map(({ sandbox }) => sandbox)
  assert.deepEqual(names.filter((name) => name !== 'default' && name !== 'finished-sandboxes-are-deleted'), [])
})`

test('node:test has a sandbox per test, assertions that fail, and the journal of a failed test', async () => {
  const { project, run } = useExample(packed, 'node-test')
  writeFileSync(join(project, 'ways.test.mjs'), source)
  const output = await run('node', [...runTests, 'ways.test.mjs']).then(
    () => 'passed',
    ({ message }: Error) => message,
  )
  expect(output).toContain('# pass 5\n# fail 5')
  expect(output).toMatch(/# Last events in sandbox "waits-for-the-wrong-channel":\n#.*delivery\.sent/)
  // The tests without a sandbox, and the one whose sandbox has no entry, have none.
  expect(output.match(/Last events in sandbox/g)).toHaveLength(3)
  for (const message of [
    'No message by call to +13035551234 within 0 s: the newest message to this number came by sms.',
    'Expected no code to +13035551234, but one was sent by sms',
    'Expected CreateVerificationSms at least once',
    'Expected no CreateVerificationSms, but there was:',
    'assert.sentCodeTo() needs a sandbox: pass it the fixture `telnyx`',
  ])
    expect(output).toContain(message)
})

const failing = `
import { test } from 'node:test'
import { setupTelnyx } from 'telnyx-verify-emulator/node-test'
const openTelnyx = setupTelnyx({ runFiles: true })
${failingLogin}
test('a login', async (t) => {
  await t.test('fails', async (t) => {
    const { telnyx } = await openTelnyx(t)
    await failingLogin({ telnyx, fetch: telnyx.fetch })
  })
})
`

test('node:test saves the run of a failed subtest, and replays it', async () => {
  const { project, run } = useExample(packed, 'node-test')
  writeFileSync(join(project, 'failing.test.mjs'), failing)
  const output = await run('node', [...runTests, 'failing.test.mjs']).then(
    () => 'passed',
    ({ message }: Error) => message,
  )
  expect(readPrintedRun(project, output)).toMatchObject({ test: 'failing.test.mjs > a login > fails' })
  const same = await replayPrinted(project, output)
  expect(seenIn(output)).toHaveLength(1)
  expect(seenIn(same.output), same.output).toEqual(seenIn(output))
  expect(same.code).toBe(1)
  const changed = await replayPrinted(project, output, { env: { PHONE: '+13035550002' } })
  expect(changed.output).toMatch(/First divergence: request [12]: POST .*\+13035550001.*\+13035550002/)
})
