import { expect, test } from 'vitest'
import { runCommand } from '../../support/command.js'
import { useServed } from '../cli-harness.js'

const phone = '+13035551234'

test('code prints the newest code and nothing else', async () => {
  const { ask, askJson, sendCode, emulator } = await useServed()
  await sendCode(phone)
  await sendCode(phone)
  const [newest] = await emulator.inbox.list()
  expect(await ask('code', phone)).toEqual({ code: 0, signal: null, stdout: `${newest?.code}\n`, stderr: '' })
  expect(await askJson('code', phone)).toEqual(newest)
})

test('code has nothing to print: 1 and what to do', async () => {
  const { ask, sendCode } = await useServed()
  await sendCode(phone)
  const { code, stdout, stderr } = await ask('code', phone, '--channel', 'call')
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toBe(
    `No code has been sent to ${phone} by call in sandbox default. To wait for one, use \`wait\`; what did arrive is shown by \`inbox\`.\n`,
  )
})

test('wait prints a code that comes while it waits', async () => {
  const { origin, emulator, sendCode } = await useServed()
  const { ended } = runCommand(['wait', phone, '--timeout', '50', '--url', origin])
  // It does not matter which comes first, the wait or the code.
  await sendCode(phone)
  const [message] = await emulator.inbox.list()
  expect(await ended).toMatchObject({ code: 0, stdout: `${message?.code}\n` })
})

test('wait takes the flag --sandbox as other verbs do, and gives up with 1', async () => {
  const { ask, sendCode } = await useServed()
  await sendCode(phone)
  const { code, stdout, stderr } = await ask('wait', phone, '--timeout', '0', '--sandbox', 'other')
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('nothing at all has been sent in sandbox "other"')
})

test.each([
  [
    ['wait', phone, '--timeout', 'soon'],
    "error: option '--timeout <seconds>' argument 'soon' is invalid. It must be a number from 0 to 300.",
  ],
  [['wait', phone, '--timeout', '301'], 'It must be a number from 0 to 300.'],
  [['code'], "error: missing required argument 'phone'"],
  [['code', phone, '--channel', 'fax'], 'Allowed choices are sms, call, flashcall, whatsapp.'],
  [['wait', '303555'], '"303555" is not a phone number in E.164.'],
  [['code', phone, '--sandbox', 'a b'], 'sandbox'],
])('%j is bad usage: 2', async (args, sentence) => {
  const { ask } = await useServed()
  const { code, stdout, stderr } = await ask(...args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(sentence)
})
