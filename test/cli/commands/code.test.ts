import { expect, test } from 'vitest'
import { runCommand } from '../../support/command.js'
import { useServed } from '../cli-harness.js'

const phone = '+13035551234'

test('code prints only the newest code', async () => {
  const { ask, askJson, sendCode, emulator } = await useServed()
  await sendCode(phone)
  await sendCode(phone)
  const [newest] = await emulator.inbox.list()
  expect(await ask('code', phone)).toEqual({ code: 0, signal: null, stdout: `${newest?.code}\n`, stderr: '' })
  expect(await askJson('code', phone)).toEqual(newest)
})

test('code exits with 1 and says what to do when no code was sent', async () => {
  const { ask, sendCode } = await useServed()
  await sendCode(phone)
  const { code, stdout, stderr } = await ask('code', phone, '--channel', 'call')
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toBe(
    `No code has been sent to ${phone} by call in sandbox default. To wait for one, use \`wait\`. To list all messages, use \`inbox\`.\n`,
  )
})

test('wait prints a code that arrives while it waits', async () => {
  const { origin, emulator, sendCode } = await useServed()
  const { ended } = runCommand(['wait', phone, '--timeout', '50s', '--url', origin])
  // The order of wait and code does not matter.
  await sendCode(phone)
  const [message] = await emulator.inbox.list()
  expect(await ended).toMatchObject({ code: 0, stdout: `${message?.code}\n` })
})

test('wait takes --sandbox and exits with 1 after the timeout', async () => {
  const { ask, sendCode } = await useServed()
  await sendCode(phone)
  const { code, stdout, stderr } = await ask('wait', phone, '--timeout', '0', '--sandbox', 'other')
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('nothing has been sent in sandbox "other"')
})

test.each([
  [
    ['wait', phone, '--timeout', 'soon'],
    'Invalid value "soon" for --timeout. It must be a duration of at most 300s, for example 30s, 500ms, or 2000 (milliseconds).',
  ],
  [['wait', phone, '--timeout', '301s'], 'It must be a duration of at most 300s'],
  [['code'], 'The argument <phone> is missing.'],
  [
    ['code', phone, '--channel', 'fax'],
    'Invalid value "fax" for --channel. Expected one of: sms, call, flashcall, whatsapp.',
  ],
  [['wait', '303555'], '"303555"'],
  [['code', phone, '--sandbox', 'a b'], 'sandbox'],
])('%j is bad usage and exits with 2', async (args, sentence) => {
  const { ask } = await useServed()
  const { code, stdout, stderr } = await ask(...args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(sentence)
})
