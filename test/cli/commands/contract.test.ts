import { expect, test } from 'vitest'
import { runCommand } from '../../support/command.js'
import { useServed } from '../cli-harness.js'

test('contract compare compares its own emulator with an upstream', async () => {
  const { origin, emulator } = await useServed()
  const args = [
    '--case',
    'keys',
    '--case',
    'right-code',
    '--allow-numbers',
    '+13035550177',
    '--max-sends',
    '1',
    '--json',
  ]
  const { code, stdout } = await runCommand(
    ['contract', 'compare', 'emulator', 'upstream', '--upstream', `${origin}/v2`, ...args],
    {
      env: { TELNYX_API_KEY: 'KEY0123456789' },
    },
  ).ended
  expect(JSON.parse(stdout)).toMatchObject({
    verdict: 'Passed',
    facts: { a: 'emulator', b: `${origin}/v2`, 'messages sent, at most': '1' },
  })
  expect(code).toBe(0)
  expect(await emulator.inbox.list()).toHaveLength(1)
})

test('contract run cleans up after a signal and exits with 2', async () => {
  const { origin, get } = await useServed()
  const running = runCommand(
    [
      'contract',
      'run',
      '--target',
      `${origin}/v2`,
      '--case',
      'expired-code',
      '--allow-numbers',
      '+13035550177',
      '--max-sends',
      '1',
    ],
    {
      env: { TELNYX_API_KEY: 'KEY0123456789' },
    },
  )
  const names = async () => ((await get('/verify_profiles')).body.data as { name: string }[]).map(({ name }) => name)
  // The run waits half a minute for the code to expire. The test does not.
  await expect
    .poll(async () => (await get('/verifications/by_phone_number/+13035550177')).body.data.length, { timeout: 30_000 })
    .toBe(1)
  expect(await names()).toEqual([expect.stringMatching(/^tve-contract-[\da-f]{8} checks$/), 'Acme'])
  running.child.kill('SIGINT')
  const { code, stdout, stderr } = await running.ended
  expect(code).toBe(2)
  expect(stderr).toContain('Cleaning up')
  expect(stdout).toContain('Interrupted at "wait half a minute".')
  expect(await names()).toEqual(['Acme'])
})

test.each([
  [['document', 'nowhere.yml'], 'nowhere.yml cannot be read: it does not exist. Check the path.'],
  [['run', '--target', 'upstream'], 'Set TELNYX_API_KEY.'],
])('contract %s exits with 2 and one sentence', async (args, sentence) => {
  const { code, stdout, stderr } = await runCommand(['contract', ...args]).ended
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(sentence)
})
