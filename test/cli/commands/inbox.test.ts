import { expect, test } from 'vitest'
import { useServed } from '../cli-harness.js'

test('inbox prints a table, newest first', async () => {
  const { ask, sendCode, emulator } = await useServed()
  await sendCode('+13035551234')
  await sendCode('+447700900123')
  const [newest, older] = await emulator.inbox.list()
  const { code, stdout } = await ask('inbox')
  expect(code).toBe(0)
  expect(stdout.split('\n')).toEqual([
    'SENT                      TO             BY   CODE   TEXT',
    `2026-01-31T09:30:00.123Z  +447700900123  sms  ${newest?.code}  Your verification code is ${newest?.code}.`,
    `2026-01-31T09:30:00.123Z  +13035551234   sms  ${older?.code}  Your verification code is ${older?.code}.`,
    '',
  ])
})

test('inbox filters messages and prints JSON', async () => {
  const { askJson, sendCode } = await useServed()
  for (const number of ['+13035551234', '+13035551234', '+13035551235']) await sendCode(number)
  expect(await askJson('inbox', '--phone', '+13035551234')).toHaveLength(2)
  expect(await askJson('inbox', '--limit', '1')).toMatchObject([{ phoneNumber: '+13035551235' }])
  expect(await askJson('inbox', '--channel', 'call')).toEqual([])
})

test('an empty inbox prints a sentence', async () => {
  const { ask } = await useServed()
  expect((await ask('inbox', '--sandbox', 'other')).stdout).toBe('No messages in sandbox other.\n')
})
