import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { connect } from '../../src/index.js'
import { breakLogin, type InstalledProjects, installProjects } from '../support/installed-projects.js'

let installed: InstalledProjects<'bun' | 'deno'>
beforeAll(async () => {
  installed = await installProjects({ bun: { example: 'bun' }, deno: { example: 'deno' } })
}, 180_000)
afterAll(() => installed.remove(), 180_000)

/** The commands of a runtime: of its test runner, and of the emulator. */
const runtimes = [
  {
    name: 'bun',
    version: /^1\.4\.5/,
    test: ['bun', 'test'],
    emulator: ['bun', 'node_modules/telnyx-verify-emulator/dist/cli.cjs'],
    passed: /5 pass\n\s*0 fail/,
    failed: /4 pass\n\s*1 fail/,
  },
  {
    name: 'deno',
    version: /^deno 2\.9\.6/,
    test: ['deno', 'test', '--allow-all', '--no-check', '--node-modules-dir=manual'],
    emulator: ['deno', 'run', '--allow-all', '--node-modules-dir=manual', 'npm:telnyx-verify-emulator'],
    passed: /3 passed \(3 steps\) \| 0 failed/,
    failed: /2 passed \(2 steps\) \| 1 failed \(1 step\)/,
  },
] as const

test.each(runtimes)(
  'the example $name passes its 5 tests, and they notice a broken login',
  async ({ name, version, test: [command, ...args], passed, failed }) => {
    const { folder, run } = installed.projects[name]
    expect((await run(name, ['--version'])).output).toMatch(version)
    expect((await run(command, args)).output).toMatch(passed)
    const repair = breakLogin(join(folder, 'src/login.ts'))
    const { output } = await run(command, args)
    repair()
    expect(output).toMatch(failed)
  },
)

/** Starts the emulator's command and returns its address, and what stops it. */
async function startEmulator(name: 'bun' | 'deno', [command, ...args]: readonly string[], data: string) {
  const { folder } = installed.projects[name]
  const { PATH = '', HOME = '' } = process.env
  const binaries = [join(folder, 'node_modules/.bin'), join(folder, '../node_modules/.bin'), PATH].join(delimiter)
  const child = spawn(command as string, [...args, 'start', '--port', '0', '--data', data], {
    cwd: folder,
    env: { PATH: binaries, HOME },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const [line] = await once(child.stdout, 'data')
  child.stdout.resume()
  const stop = async () => {
    child.kill('SIGTERM')
    return (await ended)[0] as number | null
  }
  return { emulator: connect({ url: (JSON.parse(String(line)) as { url: string }).url }), stop }
}

test.each(runtimes)(
  'the command runs on $name: faults break connections, --data is kept',
  async ({ name, emulator }) => {
    const data = mkdtempSync(join(tmpdir(), 'tve-data-'))
    onTestFinished(() => rmSync(data, { recursive: true, force: true }))
    const first = await startEmulator(name, emulator, data)
    const { url, apiKey, profileId, inbox, faults } = first.emulator
    const send = (signal?: AbortSignal) =>
      fetch(`${url}/verifications/sms`, {
        method: 'POST',
        ...(signal && { signal }),
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ phone_number: '+13035551234', verify_profile_id: profileId }),
      })
    expect((await send()).status).toBe(200)
    for (const kind of ['reset', 'truncated'] as const) {
      await faults.set([{ fault: { kind } }])
      await expect(send().then((response) => response.text())).rejects.toThrow(/fetch failed|terminated/)
    }
    await faults.set([{ fault: { kind: 'hang' } }])
    await expect(send(AbortSignal.timeout(200))).rejects.toThrow(/timeout/)
    const messages = await inbox.list()
    expect(await first.stop()).toBe(0)
    const second = await startEmulator(name, emulator, data)
    expect(await second.emulator.inbox.list()).toEqual(messages)
    expect(messages.length).toBeGreaterThan(0)
    expect(await second.stop()).toBe(0)
  },
)

test('the entry point of Jest says under `bun test` which one to use', async () => {
  const { folder, run } = installed.projects.bun
  const file = join(folder, 'jest-in-bun.test.ts')
  onTestFinished(() => rmSync(file))
  writeFileSync(file, "import { setupTelnyx } from 'telnyx-verify-emulator/jest'\nsetupTelnyx()\n")
  const { output } = await run('bun', ['test', 'jest-in-bun'])
  expect(output).toContain('With `bun test` use telnyx-verify-emulator/node-test')
})
