import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { recordRun } from '../../../src/cli/exec/record-run.js'
import type { RunningEmulator } from '../../../src/emulator/emulator.js'
import { connect, createEmulator } from '../../../src/index.js'
import { writeRunFile } from '../../../src/replay/run-file.js'
import { reportFailure } from '../../../src/testing/failed-test.js'
import { runCommand } from '../../support/command.js'
import { sender } from '../../support/emulator.js'
import { useFolder } from '../../support/folder.js'

/** Sends a code, to the address of the emulator or to that of the service, and prints what identifies the answer. */
const program = `
const [base = process.env.TELNYX_BASE_URL] = process.argv.slice(1)
const response = await fetch(base + '/verifications/sms', {
  method: 'POST',
  headers: { authorization: 'Bearer ' + process.env.TELNYX_API_KEY, 'content-type': 'application/json' },
  body: JSON.stringify({ phone_number: '+13035551234', verify_profile_id: process.env.TELNYX_VERIFY_PROFILE_ID }),
})
console.log(base.slice(0, 8), response.headers.get('x-request-id'), await response.text())
`
const command = (...args: string[]) => ['--', process.execPath, '--input-type=module', '-e', program, ...args]

test('a run with interception is replayed with interception, and never reaches the service', async () => {
  const file = join(useFolder(), 'run.json')
  const line = command('https://api.telnyx.com/v2')
  const recorded = await runCommand(['exec', '--intercept', '--record-run', file, ...line]).ended
  expect(recorded).toMatchObject({ code: 0, stdout: expect.stringMatching(/^https:\/\/ [\w-]+ \{"data"/) })
  expect(await runCommand(['replay', file, ...line]).ended).toMatchObject({ code: 0, stdout: recorded.stdout })
})

test('a run over HTTPS is replayed over HTTPS, with a certificate that the command trusts', async () => {
  const file = join(useFolder(), 'run.json')
  const recorded = await runCommand(['exec', '--https', '--record-run', file, ...command()]).ended
  expect(recorded.stdout).toMatch(/^https:\/\/ [\w-]+ \{"data"/)
  expect(await runCommand(['replay', file, '--https', ...command()]).ended).toMatchObject({
    code: 0,
    stdout: recorded.stdout,
  })
})

/** An emulator that has recorded two requests. */
async function useRecorded() {
  const emulator = (await createEmulator({ recordRuns: true, seed: 1 })) as RunningEmulator
  onTestFinished(() => emulator.close())
  const send = sender(emulator)
  for (const phone_number of ['+13035550001', '+13035550002'])
    await send('POST', '/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
  return emulator
}

test('--step goes on from where the page has gone, and the page from where the terminal has', async () => {
  const file = join(useFolder(), 'run.json')
  await writeRunFile(file, await (await useRecorded()).run.take())
  const { child, printed, ended } = runCommand(['replay', file, '--step', '--port', '0'], { stdin: 'pipe' })
  const [, origin = ''] = /(http:\/\/\S+)\/\n/.exec(await printed(/goes on too: http\S+\n/)) ?? []
  const moveTo = async (to: number) => {
    const init = { method: 'POST', body: JSON.stringify({ to }), headers: { 'content-type': 'application/json' } }
    expect((await fetch(`${origin}/_emulator/replay`, init)).status).toBe(200)
  }
  const messages = async () => (await connect({ url: origin }).inbox.list()).length
  await moveTo(1)
  expect(await messages()).toBe(1)
  child.stdin?.write('\n')
  const output = await printed(/That was the last request/)
  expect(output).not.toContain('request 1 ')
  expect(output).toContain('request 2 ')
  expect(await messages()).toBe(2)
  expect(await (await fetch(`${origin}/_emulator/replay`)).json()).toMatchObject({ at: 2 })
  child.stdin?.write('q\n')
  expect(await ended).toMatchObject({ code: 0 })
})

test('exec warns of a run that has lost steps', async () => {
  const emulator = await useRecorded()
  const run = { ...(await emulator.takeRun()), forgotten: ['a', 'b'] }
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  onTestFinished(() => write.mockRestore())
  const ended = { code: 0, command: 'npm', args: ['test'], isIntercepting: false }
  await recordRun({ ...emulator, takeRun: async () => run }, join(useFolder(), 'run.json'), ended)
  expect(write.mock.calls.map(([text]) => text).join('')).toBe(
    'The run has lost the steps of sandbox "a", "b", because there were more than the emulator keeps.\n',
  )
})

test('a plug-in saves no run that has lost steps, and says what to do', async () => {
  const emulator = await useRecorded()
  const run = { take: async () => ({ ...(await emulator.run.take()), forgotten: ['default'] }) }
  const files = { folder: 'runs', write: () => expect.unreachable() }
  const shared = { ...emulator, run }
  const test = { file: 'a.test.js', name: 'a', toCommand: () => [] }
  const { replay, runFile } = await reportFailure({ test, own: shared, shared, files } as never)
  expect(runFile).toBeUndefined()
  expect(replay).toMatch(/^The run was not saved: there were more steps than the emulator keeps\. Reset the sandbox/)
})
