import { expect, test } from 'vitest'
import { useServed } from '../cli-harness.js'

const phone = '+13035551234'

test('call answers and declines the newest call', async () => {
  const { ask, askJson, sendCode } = await useServed()
  expect(await ask('call', 'answer', phone)).toMatchObject({ code: 1, stderr: expect.stringContaining('No call') })
  await sendCode(phone, 'call')
  expect((await ask('call', 'answer', phone)).stdout).toMatch(/code.*\d/)
  expect(await askJson('call', 'decline', phone)).toMatchObject({ phoneNumber: phone, status: 'error' })
})
