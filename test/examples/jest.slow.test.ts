import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findBlock } from '../docs/code-block.js'
import { breakLogin, type InstalledProjects, installProjects } from '../support/installed-projects.js'
import { failingLogin, readPrintedRun, replayPrinted, seenIn } from '../support/printed-replay.js'

const phone = '+13035551234'

/** A file of Jest's own JavaScript, as CommonJS or as an ES module. */
const fileOf = (imports: string, body: string) => `${imports}
const send = ({ url, profileId, apiKey }, fetch = globalThis.fetch, phone_number = '${phone}') => fetch(url + '/verifications/sms', {
  method: 'POST',
  headers: { authorization: 'Bearer ' + apiKey, 'content-type': 'application/json' },
  body: JSON.stringify({ phone_number, verify_profile_id: profileId }),
})
${body}`

/** One test per way, of which one fails. */
const ways = `
const { telnyx, handset, emulator } = setupTelnyx({ seed: 1 })
afterEach(async () => expect(await telnyx.inbox.list()).toBeDefined())
for (const half of ['one', 'other'])
  test('same title', async () => {
    expect(await telnyx.inbox.list()).toEqual([])
    await send({ ...telnyx, apiKey: 'any key' }, telnyx.fetch)
    expect(await telnyx.inbox.list()).toHaveLength(1)
    expect(telnyx.sandboxName).toBe(half === 'one' ? 'same-title' : 'same-title-2')
    expect((await telnyx.info()).seed).toMatch(/^1\\/test\\/ways\\.test\\.m?js\\/same-title/)
  })
test('objects and errors are of this realm', async () => {
  await send(telnyx, telnyx.fetch)
  const [message] = await telnyx.inbox.list()
  expect(await telnyx.inbox.list()).toStrictEqual([{ ...message }])
  await expect(telnyx.clock.set('nonsense')).rejects.toBeInstanceOf(Error)
})
test('an application can abort a request', async () => {
  await telnyx.faults.set([{ match: { operation: 'CreateVerificationSms' }, fault: { kind: 'hang' } }])
  const giveUp = new AbortController()
  const sent = send(telnyx, (url, init) => telnyx.fetch(url, { ...init, signal: giveUp.signal }))
  await expect(telnyx).toHaveSentCodeTo('${phone}')
  giveUp.abort()
  await expect(sent).rejects.toMatchObject({ name: 'AbortError' })
})
test.concurrent.each([1, 2, 3])('concurrent %i', async (count) => {
  for (let sent = 1; sent <= count; sent += 1) {
    await send(telnyx, telnyx.fetch)
    await handset.code('${phone}')
    expect(await telnyx.inbox.list()).toHaveLength(sent)
  }
  expect(telnyx.sandboxName).toBe('concurrent-' + count)
})
test('waits for the wrong channel', async () => {
  await send(telnyx, telnyx.fetch)
  await expect(telnyx).toHaveSentCodeTo('${phone}', { channel: 'call', timeout: 0 })
})
test.failing('is expected to fail', async () => {
  await send(telnyx, telnyx.fetch)
  await expect(telnyx).not.toHaveSentCodeTo('${phone}')
})
test('finished sandboxes are deleted', async () => {
  const names = (await emulator.server.sandboxes.list()).map(({ sandbox }) => sandbox)
  expect(names).not.toContain('same-title')
})`

/** Emulators under Jest's fake timers, created by a test and in its realm. */
const timers = `
describe.each(['loaded before', 'loaded after'])('fake timers, %s', (order) => {
  test.each([
    ['in process', false, false],
    ['in process, with data', false, true],
    ['on a port', true, false],
    ['on a port, with data', true, true],
  ])('%s', async (_, isOpen, keepsData) => {
    const data = keepsData ? mkdtempSync(join(tmpdir(), 'tve-')) : undefined
    if (order === 'loaded after') jest.resetModules()
    if (order === 'loaded after') jest.useFakeTimers({ now: 0 })
    const { createEmulator } = await load()
    if (order === 'loaded before') jest.useFakeTimers({ now: 0 })
    try {
      const emulator = await createEmulator({ data })
      if (isOpen) await emulator.listen()
      const fetch = isOpen ? globalThis.fetch : emulator.fetch
      expect((await send(emulator, fetch)).status).toBe(200)
      jest.advanceTimersByTime(3600000)
      const { code } = await emulator.inbox.next('${phone}')
      expect(code).toHaveLength(5)
      expect(Math.abs(Date.parse((await emulator.clock.now()).now) - startedAt)).toBeLessThan(600000)
      await expect(emulator.inbox.next('${phone}', { channel: 'call', timeout: 20 })).rejects.toThrow('No message by call')
      const messages = await emulator.inbox.list()
      await emulator.close()
      if (!keepsData) return
      const again = await createEmulator({ data })
      expect(await again.inbox.list()).toEqual(messages)
      await again.close()
    } finally {
      jest.useRealTimers()
      if (keepsData) rmSync(data, { recursive: true })
    }
  })
})`

const commonJs = {
  'test/ways.test.js': fileOf("const { setupTelnyx } = require('telnyx-verify-emulator/jest')", ways),
  'test/timers.test.js': fileOf(
    `const { mkdtempSync, rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const startedAt = Date.now()
const load = async () => require('telnyx-verify-emulator')`,
    timers,
  ),
}
const asEsm = {
  'test/ways.test.mjs': fileOf(
    `import { setupTelnyx } from 'telnyx-verify-emulator/jest'
import { afterEach, expect, test } from '@jest/globals'`,
    ways,
  ),
  'test/timers.test.mjs': fileOf(
    `import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, jest, test, describe } from '@jest/globals'
const startedAt = Date.now()
const load = () => import('telnyx-verify-emulator')`,
    timers,
  ),
}
/** A test whose run is saved although it replaces the modules and globals that this takes. */
const failing = {
  'test/failing.test.js': `
jest.mock('node:fs', () => { throw new Error('not this one') })
const { setupTelnyx } = require('telnyx-verify-emulator/jest')
const { telnyx } = setupTelnyx({ runFiles: true })
${failingLogin}
describe('a login', () => {
  beforeEach(() => { jest.useFakeTimers() })
  test('fails', () => failingLogin({ telnyx, fetch: telnyx.fetch }))
})`,
}
const files = { ...commonJs, ...asEsm, ...failing }
const jest29 = { jest: '29.7.0', 'jest-environment-jsdom': '29.7.0', '@types/jest': '29.5.14' }

const entry = "from 'telnyx-verify-emulator/jest'"

let installed: InstalledProjects<'jest30' | 'jest29'>
beforeAll(async () => {
  installed = await installProjects({
    jest30: { example: 'jest', files: { ...files, 'test/docs.test.ts': findBlock('docs/testing.md', 'ts', entry) } },
    jest29: { example: 'jest', files, versions: jest29 },
  })
}, 180_000)
afterAll(() => installed.remove(), 180_000)

test('the example jest and the block of the docs pass and type-check; the example notices a broken login', async () => {
  const { run, folder } = installed.projects.jest30
  const [types, tests] = [await run('tsc', []), await run('jest', ['test/(login|docs)'])]
  expect(types).toEqual({ passed: true, output: '' })
  expect(tests).toMatchObject({ passed: true, output: expect.stringContaining('12 passed, 12 total') })
  const repair = breakLogin(join(folder, 'src/login.ts'))
  const broken = await run('jest', ['test/login.test'])
  repair()
  expect(broken.output).toContain('2 failed, 6 passed, 8 total')
})

const modes = [
  { mode: 'CommonJS', args: ['--testMatch', '**/ways.test.js', '**/timers.test.js'], env: {} },
  {
    mode: 'ESM',
    args: ['--testMatch', '**/ways.test.mjs', '**/timers.test.mjs', '--transform', '{}'],
    env: { NODE_OPTIONS: '--experimental-vm-modules' },
  },
] as const

// Jest 29 runs CommonJS in the test with jsdom.
const runs = [
  { version: 'jest30', ...modes[0] },
  { version: 'jest30', ...modes[1] },
  { version: 'jest29', ...modes[1] },
] as const

test.each(runs)(
  '$version with $mode: each test has its sandbox, a failed one prints its journal, fake timers stop nothing',
  async ({ version, args, env }) => {
    const { output } = await installed.projects[version].run('jest', args, env)
    expect(output).toContain('1 failed, 17 passed, 18 total')
    expect(output).toContain('● waits for the wrong channel')
    expect(output.match(/Last events in sandbox/g)).toHaveLength(1)
    expect(output).toMatch(
      /Last events in sandbox "waits-for-the-wrong-channel":\n.*delivery\.sent[\s\S]*POST \/v2\/verifications\/sms → 200/,
    )
  },
)

test.each(['jest30', 'jest29'] as const)('%s with jsdom, which lacks fetch', async (version) => {
  const { run } = installed.projects[version]
  const { output } = await run('jest', ['--env=jsdom', '--testMatch', '**/ways.test.js', '**/login-form.test.ts'])
  expect(output).toContain('1 failed, 12 passed, 13 total')
  expect(output).toContain('● waits for the wrong channel')
  expect(output.match(/Last events in sandbox/g)).toHaveLength(1)
})

test.each(['jest30', 'jest29'] as const)('%s saves the run of a failed test, and replays it', async (version) => {
  const { run, folder } = installed.projects[version]
  const { output } = await run('jest', ['--testMatch', '**/failing.test.js'])
  expect(readPrintedRun(folder, output)).toMatchObject({ test: 'test/failing.test.js > a login > fails' })
  const binaries = [join(folder, 'node_modules/.bin'), join(folder, '../node_modules/.bin')]
  const same = await replayPrinted(folder, output, { binaries })
  expect(seenIn(output)).toHaveLength(1)
  expect(seenIn(same.output), same.output).toEqual(seenIn(output))
  expect(same.code).toBe(1)
  const changed = await replayPrinted(folder, output, { binaries, env: { PHONE: '+13035550002' } })
  expect(changed.output).toMatch(/First divergence: request [12]: POST .*\+13035550001.*\+13035550002/)
})
