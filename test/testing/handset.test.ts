import { expect, test } from 'vitest'
import { createHandset } from '../../src/testing/handset.js'
import { useApi } from '../support/emulator.js'

const phone = '+13035551234'

async function useHandset() {
  const { emulator, post } = await useApi()
  const send = (channel = 'sms', phone_number = phone) =>
    post(`/verifications/${channel}`, { phone_number, verify_profile_id: emulator.profileId })
  return { emulator, send, handset: createHandset(emulator) }
}

test('a handset reads the newest code first, then each later one, waiting if necessary', async () => {
  const { emulator, send, handset } = await useHandset()
  await send()
  await send()
  const [second, first] = await emulator.inbox.list()
  expect(first?.code).not.toBe(second?.code)
  expect(await handset.code(phone)).toBe(second?.code)
  const third = handset.code(phone)
  await send()
  expect(await third).toBe((await emulator.inbox.list())[0]?.code)
})

test('numbers and channels are read independently', async () => {
  const { emulator, send, handset } = await useHandset()
  await send('call')
  await send('sms')
  await send('sms', '+13125000000')
  const [other, sms, call] = await emulator.inbox.list()
  expect(await handset.code('+13125000000')).toBe(other?.code)
  expect(await handset.code(phone, { channel: 'sms' })).toBe(sms?.code)
  expect(await handset.code(phone, { channel: 'call' })).toBe(call?.code)
})

test('a code that was read is not read again', async () => {
  const { send, handset } = await useHandset()
  await send()
  await handset.code(phone)
  await expect(handset.code(phone, { timeout: 0 })).rejects.toThrow(
    /the newest message to it came not after the cursor/,
  )
})

test('messages are listed for all phones or for some', async () => {
  const { send, handset } = await useHandset()
  await send('call')
  await send('sms', '+13125000000')
  expect((await handset.messages()).map(({ channel }) => channel)).toEqual(['sms', 'call'])
  expect(await handset.messages({ phoneNumber: phone })).toHaveLength(1)
})
