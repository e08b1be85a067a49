import { setupServer } from 'msw/node'
import { createEmulator } from 'telnyx-verify-emulator'
import { handlers } from 'telnyx-verify-emulator/msw'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { checkCode, sendCode } from '../src/login.js'

const phone = '+13035551234'
const emulator = await createEmulator()
const server = setupServer(...handlers(emulator))

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
beforeEach(() => emulator.reset())
afterAll(async () => {
  server.close()
  await emulator.close()
})

test('the right code lets in, once', async () => {
  expect(await sendCode(phone)).toBe(true)
  const { code } = await emulator.inbox.next(phone)
  expect(await checkCode(phone, code)).toBe(true)
  expect(await checkCode(phone, code)).toBe(false)
})

test('a wrong code does not', async () => {
  await sendCode(phone)
  const { code } = await emulator.inbox.next(phone)
  expect(await checkCode(phone, code === '00000' ? '11111' : '00000')).toBe(false)
  expect(await checkCode(phone, code)).toBe(true)
})

test('a code is good for five minutes', async () => {
  await sendCode(phone)
  const { code } = await emulator.inbox.next(phone)
  await emulator.clock.advance('5m')
  expect(await checkCode(phone, code)).toBe(false)
})

test('a check that comes out as expired does not let in', async () => {
  await emulator.scenarios.add({ outcome: 'expired', times: 1 })
  await sendCode(phone)
  const { code } = await emulator.inbox.next(phone)
  expect(await checkCode(phone, code)).toBe(false)
})

test('a broken connection is no code sent', async () => {
  await emulator.faults.set([{ match: { operation: 'CreateVerificationSms' }, fault: { kind: 'reset' }, times: 1 }])
  expect(await sendCode(phone)).toBe(false)
  expect(await emulator.inbox.list()).toEqual([])
  expect(await sendCode(phone)).toBe(true)
})
