import { describe, expect, test } from 'vitest'
import { createColorize } from '../../../src/cli/terminal/colors.js'
import { formatEntry } from '../../../src/cli/terminal/entry-line.js'
import { toPrintable } from '../../../src/cli/terminal/print.js'
import type { JournalEntry } from '../../../src/index.js'
import { runCommand } from '../../support/command.js'
import { useServed } from '../cli-harness.js'

const phone = '+13035551234'

const entry: JournalEntry = {
  cursor: '1-7',
  at: '2026-01-31T09:30:00.123Z',
  kind: 'request',
  text: 'a line',
  method: 'POST',
  path: '/v2/verifications/sms',
  phoneNumber: phone,
  verificationId: null,
}
const decided = { rule: 'C3', scenario: 'scenario_1', fault: null, outcome: 'rejected', errorCode: null }

describe('an entry formatted as a line', () => {
  const plain = createColorize({ isTTY: false }, {})
  test.each([
    ['a request with its answer', { status: 200 }, '09:30:00.123  200  POST /v2/verifications/sms'],
    ['a request without an answer', { status: 0 }, '09:30:00.123  no answer  POST /v2/verifications/sms'],
    [
      'a request with the reason for its answer',
      { status: 200, decided },
      '09:30:00.123  200  POST /v2/verifications/sms  rejected, rule C3, scenario_1',
    ],
    ['an event', { kind: 'message', text: 'sent' } as const, '09:30:00.123       sent'],
  ])('%s', (_, parts, line) => expect(formatEntry({ ...entry, ...parts }, plain)).toBe(line))

  test('has colors on a terminal unless NO_COLOR is set', () => {
    const colored = toPrintable(formatEntry({ ...entry, status: 503 }, createColorize({ isTTY: true }, {})))
    expect(colored).toContain('\u001b[31m503\u001b[39m')
    const plain = toPrintable(
      formatEntry({ ...entry, status: 503 }, createColorize({ isTTY: true }, { NO_COLOR: '1' })),
    )
    expect(plain).not.toContain('\u001b')
  })
})

test('journal lists requests with the reasons for their answers, newest last', async () => {
  const { ask, sendCode, post, emulator } = await useServed()
  await sendCode(phone)
  await post(`/verifications/by_phone_number/${phone}/actions/verify`, {
    code: '00000',
    verify_profile_id: emulator.profileId,
  })
  const { code, stdout } = await ask('journal', '--kind', 'request')
  expect(code).toBe(0)
  const lines = stdout.trimEnd().split('\n')
  expect(lines).toHaveLength(3)
  expect(lines[0]).toMatch(/^09:30:00\.123 {2}200 {2}POST \/v2\/verifications\/sms/)
  expect(lines[1]).toMatch(/^09:30:00\.123 {2}200 {2}POST \/v2\/.*\/actions\/verify {2}rejected, rule C3$/)
  expect(lines[2]).toBe(
    '                   hint: wrong code, 1 of 5 attempts used; compare response_code with "accepted", not the status',
  )
})

test('journal filters entries and masks codes unless told otherwise', async () => {
  const { ask, askJson, sendCode, post, emulator } = await useServed()
  await sendCode(phone)
  await post('/verifications/sms', { phone_number: phone, verify_profile_id: '00000000-0000-4000-8000-000000000000' })
  const { code } = await emulator.inbox.next(phone)
  expect(await askJson('journal', '--status', '400')).toMatchObject({
    entries: [{ operation: 'CreateVerificationSms', status: 400 }],
  })
  expect((await askJson('journal', '--operation', 'CreateVerificationSms', '--limit', '1')).entries).toHaveLength(1)
  expect((await ask('journal', '--json')).stdout).not.toContain(code)
  expect((await ask('journal', '--json', '--show-codes')).stdout).toContain(code)
  expect((await ask('journal', '--phone', '+13035559999')).stdout).toBe('The journal has no matching entries.\n')
})

describe('tail', () => {
  test('prints entries as they are written and exits with 0 on Ctrl-C', async () => {
    const { origin, sendCode } = await useServed()
    const { child, printed, ended } = runCommand(['tail', '--json', '--show-codes', '--url', origin])
    const pumped = pump(sendCode)
    const output = await printed(/"kind":"message".*\n/)
    await pumped.stop()
    const entries = output
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line))
    const message = entries.find(({ kind }) => kind === 'message')
    expect(message).toMatchObject({ phoneNumber: phone, text: expect.stringMatching(/ \d{5}\./) })
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 0, stderr: '' })
  })

  test('exits with 1 when the emulator stops', async () => {
    const { origin, sendCode, emulator } = await useServed()
    const { printed, ended } = runCommand(['tail', '--url', origin])
    const pumped = pump(sendCode)
    await printed(/200 {2}POST \/v2\/verifications\/sms/)
    await pumped.stop()
    await emulator.close()
    const { code, stderr } = await ended
    expect(code).toBe(1)
    expect(stderr).toBe(`The emulator at ${origin} has stopped.\n`)
  })

  test('exits with 1 when no emulator is running', async () => {
    const { code, stderr } = await runCommand(['tail', '--port', '1']).ended
    expect(code).toBe(1)
    expect(stderr).toContain('No emulator is running at http://127.0.0.1:1.')
  })
})

/** Sends codes one by one until stopped, because only the server knows when a tail has begun. */
function pump(send: (phoneNumber: string) => Promise<unknown>) {
  let isStopped = false
  const done = (async () => {
    for (let i = 0; i < 50_000 && !isStopped; i++) {
      await send(phone)
      await new Promise(setImmediate) // let the network have its turn
    }
  })()
  return {
    stop: () => {
      isStopped = true
      return done
    },
  }
}
